package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/** Finds the data files of a day, and cuts off what is beyond its last record. One thread. */
final class DataFiles {
    private static final Pattern NAME = Pattern.compile(Layout.DATA_PREFIX + "[0-9]{" + Layout.DATA_DIGITS + "}");

    private DataFiles() {}

    /** The numbers of the data files that exist, ascending. */
    static List<Integer> numbers(DayFolder folder) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        for (String name : folder.disk().names(folder.path())) {
            if (NAME.matcher(name).matches()) {
                numbers.add(Integer.parseInt(name.substring(Layout.DATA_PREFIX.length())));
            }
        }
        Collections.sort(numbers);
        return numbers;
    }

    /** Cuts the last data file where the day ends, and removes those after it. */
    static void cutTo(DayFolder folder, DayEnd end) throws IOException {
        for (int number : numbers(folder)) {
            if (number >= end.fileNumber()) {
                cut(folder, number, number == end.fileNumber() ? end.offset() : 0);
            }
        }
    }

    /** Forces the data files from a number on. */
    static void force(DayFolder folder, int from) throws IOException {
        for (int number : numbers(folder)) {
            if (number >= from) {
                try (DiskFile file = folder.disk().open(folder.data(number))) {
                    file.force();
                }
            }
        }
    }

    /** Cuts a data file, removing it if nothing is left, and tells how many bytes that took away. */
    static long cut(DayFolder folder, int number, long length) throws IOException {
        Disk disk = folder.disk();
        Path path = folder.data(number);
        long surplus = disk.length(path) - length;
        if (length == 0) {
            disk.deleteDurably(path);
        } else if (surplus > 0) {
            try (DiskFile file = disk.open(path)) {
                file.cut(length);
                file.force();
            }
        }
        return Math.max(0, surplus);
    }
}
