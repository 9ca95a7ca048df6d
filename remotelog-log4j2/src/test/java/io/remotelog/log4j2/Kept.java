package io.remotelog.log4j2;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;

/** Keeps messages in memory: another appender of the application. */
@Plugin(name = "Kept", category = Core.CATEGORY_NAME, elementType = Appender.ELEMENT_TYPE)
public final class Kept extends AbstractAppender {
    private final List<String> messages = new CopyOnWriteArrayList<>();

    private Kept(String name) {
        super(name, null, null, true, Property.EMPTY_ARRAY);
    }

    /** Makes one. */
    @PluginFactory
    public static Kept create(@PluginAttribute("name") String name) {
        return new Kept(name);
    }

    List<String> messages() {
        return messages;
    }

    @Override
    public void append(LogEvent event) {
        messages.add(event.getMessage().getFormattedMessage());
    }
}
