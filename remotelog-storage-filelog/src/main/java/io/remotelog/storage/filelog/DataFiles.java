package io.remotelog.storage.filelog;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Finds the data files of a day, and cuts off what is beyond its last record. One thread. */
final class DataFiles {
    private DataFiles() {}

    /** The numbers of the data files that exist, ascending. */
    static List<Integer> numbers(DayFolder folder) throws IOException {
        List<Integer> numbers = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.path(), Layout.DATA_PREFIX + "*")) {
            for (Path file : files) {
                String digits = file.getFileName().toString().substring(Layout.DATA_PREFIX.length());
                if (digits.length() == Layout.DATA_DIGITS && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
                    numbers.add(Integer.parseInt(digits));
                }
            }
        }
        Collections.sort(numbers);
        return numbers;
    }

    /** Cuts the last data file where the day ends, and removes those after it. */
    static void cutTo(Disk disk, DayFolder folder, DayEnd end) throws IOException {
        for (int number : numbers(folder)) {
            if (number >= end.fileNumber()) {
                cut(disk, folder, number, number == end.fileNumber() ? end.offset() : 0);
            }
        }
    }

    /** Cuts a data file, removing it if nothing is left, and tells how many bytes that took away. */
    static long cut(Disk disk, DayFolder folder, int number, long length) throws IOException {
        Path path = folder.data(number);
        long surplus = Files.size(path) - length;
        if (length == 0) {
            disk.delete(path);
        } else if (surplus > 0) {
            try (DiskFile file = disk.open(path)) {
                file.cut(length);
                file.force();
            }
        }
        return Math.max(0, surplus);
    }
}
