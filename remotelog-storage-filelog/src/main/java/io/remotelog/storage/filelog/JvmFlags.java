package io.remotelog.storage.filelog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Knows what chronicle-bytes needs of the JVM; without it, it dies with an error that names no way out. */
final class JvmFlags {
    private static final List<String> EXPORTED = List.of("jdk.internal.ref", "sun.nio.ch");
    private static final List<String> OPEN =
            List.of("java.lang", "java.lang.reflect", "java.io", "java.nio", "sun.nio.ch", "java.util");

    private JvmFlags() {}

    /** Fails, naming the flags, unless the JVM was started with all of them. */
    static void require() throws IOException {
        Module base = Object.class.getModule();
        Module user = JvmFlags.class.getModule();
        List<String> missing = new ArrayList<>();
        for (String name : EXPORTED) {
            if (base.getPackages().contains(name) && !base.isExported(name, user)) {
                missing.add("--add-exports=java.base/" + name + "=ALL-UNNAMED");
            }
        }
        for (String name : OPEN) {
            if (!base.isOpen(name, user)) {
                missing.add("--add-opens=java.base/" + name + "=ALL-UNNAMED");
            }
        }
        if (!missing.isEmpty()) {
            throw new IOException("the file store reads through memory-mapped files, and for that this JVM lacks flags:"
                    + " start it with " + String.join(" ", missing));
        }
    }
}
