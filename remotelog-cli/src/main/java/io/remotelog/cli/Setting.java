package io.remotelog.cli;

/**
 * The value of a flag that was not given on the command line.
 *
 * @param key as it is written there: {@code sync-port}, {@code master.sync-port} or {@code REMOTELOG_SYNC_PORT}
 * @param value what the flag would be given
 * @param source from where it is
 * @param line of the file, from 1; 0 in the environment
 */
record Setting(String key, String value, Source source, int line) {
    /** From where a setting can be; later ones go over earlier ones. */
    enum Kind {
        FILE,
        ENVIRONMENT
    }

    /**
     * One source.
     *
     * @param name the file as it was given, or the variable
     */
    record Source(Kind kind, String name) {
        /** {@code file PATH} or {@code environment NAME}. */
        @Override
        public String toString() {
            return (kind == Kind.FILE ? "file " : "environment ") + name;
        }
    }

    static Setting inFile(String file, int line, String key, String value) {
        return new Setting(key, value, new Source(Kind.FILE, file), line);
    }

    static Setting inEnvironment(String variable, String value) {
        return new Setting(variable, value, new Source(Kind.ENVIRONMENT, variable), 0);
    }

    /** Where a person finds it: {@code FILE line 3}, or the environment. */
    String place() {
        return source.kind() == Kind.FILE ? source.name() + " line " + line : "the environment";
    }
}
