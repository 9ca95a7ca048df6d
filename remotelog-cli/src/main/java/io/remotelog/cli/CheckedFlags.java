package io.remotelog.cli;

/** A command that can tell, without beginning anything, whether it would take the values of its flags. */
interface CheckedFlags {
    /** Throws what the command would throw before it begins: of ranges, and of flags that do not go together. */
    void check() throws Exception;
}
