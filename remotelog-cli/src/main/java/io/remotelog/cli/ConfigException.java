package io.remotelog.cli;

/** Something in a config file or in the environment is wrong, and its message says where, what, and what is wanted. */
final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    ConfigException(String message) {
        super(message);
    }
}
