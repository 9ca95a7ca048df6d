package io.remotelog.storage.filelog;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The names in a folder of a {@link FaultyDisk}: those that everybody sees, and those on the disk. Guarded by the lock of the
 * disk. An entry is a {@link CachedFile} or a {@code CachedFolder}.
 */
final class CachedFolder {
    private final Map<String, Object> entries = new HashMap<>();
    private final Map<String, Object> durable = new HashMap<>();

    /** What was changed since the names were last forced, oldest first. */
    private final List<Change> changes = new ArrayList<>();

    /** One change, which is on the disk as a whole or not at all. */
    private record Change(String removed, String added, Object entry) {
        void applyTo(Map<String, Object> names) {
            if (removed != null) {
                names.remove(removed, entry);
            }
            if (added != null) {
                names.put(added, entry);
            }
        }
    }

    Object get(String name) {
        return entries.get(name);
    }

    List<String> names() {
        List<String> names = new ArrayList<>(entries.keySet());
        Collections.sort(names);
        return names;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    void add(String name, Object entry) {
        change(new Change(null, name, entry));
    }

    void remove(String name) {
        change(new Change(name, null, entries.get(name)));
    }

    void rename(String from, String to) {
        change(new Change(from, to, entries.get(from)));
    }

    void force() {
        changes.forEach(change -> change.applyTo(durable));
        changes.clear();
    }

    /** Writes some of the oldest changes, as a file system does that keeps them in order. */
    void writeBack(Luck luck) {
        int written = luck.upTo(changes.size());
        List<Change> first = changes.subList(0, written);
        first.forEach(change -> change.applyTo(durable));
        first.clear();
    }

    /** What a power cut leaves, of the folder and of all that is in it. */
    CachedFolder afterPowerCut(Luck luck) {
        if (luck.with(0.5)) {
            // In order, as the file systems do that have a journal of their own.
            return left(luck, changes.subList(0, luck.upTo(changes.size())));
        }
        double chance = luck.chance();
        return left(luck, changes.stream().filter(change -> luck.with(chance)).toList());
    }

    private CachedFolder left(Luck luck, List<Change> lucky) {
        Map<String, Object> names = new TreeMap<>(durable);
        lucky.forEach(change -> change.applyTo(names));
        CachedFolder left = new CachedFolder();
        Map<Object, Object> copies = new HashMap<>();
        names.forEach((name, entry) -> {
            Object copy = copies.computeIfAbsent(entry, there -> afterPowerCut(there, luck));
            left.entries.put(name, copy);
            left.durable.put(name, copy);
        });
        return left;
    }

    private void change(Change change) {
        change.applyTo(entries);
        changes.add(change);
    }

    private static Object afterPowerCut(Object entry, Luck luck) {
        return entry instanceof CachedFile file ? file.afterPowerCut(luck) : ((CachedFolder) entry).afterPowerCut(luck);
    }
}
