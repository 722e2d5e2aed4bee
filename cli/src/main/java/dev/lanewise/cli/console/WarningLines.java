package dev.lanewise.cli.console;

import java.text.MessageFormat;
import java.util.Optional;
import java.util.ResourceBundle;

/**
 * Prints what the engine logs on stderr, a line for each warning or error; java.logging would print
 * two, with the time.
 */
public final class WarningLines extends System.LoggerFinder {

  /** For the service loader. */
  public WarningLines() {}

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new Lines(name);
  }

  private record Lines(String name) implements System.Logger {

    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return level != Level.OFF && level.compareTo(Level.WARNING) >= 0;
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
      log(level, bundle, message + Optional.ofNullable(thrown).map(e -> ": " + e).orElse(""));
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
      if (isLoggable(level)) {
        // Loggers of the JDK pass null for no parameters.
        Optional<Object[]> given = Optional.ofNullable(parameters).filter(all -> all.length > 0);
        System.err.println(
            "warning: " + given.map(all -> MessageFormat.format(format, all)).orElse(format));
      }
    }
  }
}
