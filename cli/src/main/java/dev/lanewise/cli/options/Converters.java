package dev.lanewise.cli.options;

import dev.lanewise.train.SettingType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** How values of options are read, so that what is wrong with one is told in plain words. */
public final class Converters {

  private Converters() {}

  /** Makes a command and its subcommands read values so. */
  public static CommandLine register(CommandLine command) {
    return command
        .registerConverter(int.class, Converters::integer)
        .registerConverter(Integer.class, Converters::integer)
        .registerConverter(boolean.class, Converters::truth)
        .registerConverter(Path.class, Converters::path);
  }

  private static int integer(String text) {
    try {
      return SettingType.WHOLE.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }

  private static boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new TypeConversionException("it takes no value, got '" + text + "'");
    };
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(
          "'%s' is no name of a file here: %s".formatted(text, e.getReason()));
    }
  }
}
