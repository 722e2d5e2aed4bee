package dev.lanewise.cli.options;

import java.math.BigInteger;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
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
        .registerConverter(long.class, Converters::largeInteger)
        .registerConverter(Long.class, Converters::largeInteger)
        .registerConverter(double.class, Converters::real)
        .registerConverter(Double.class, Converters::real)
        .registerConverter(boolean.class, Converters::truth)
        .registerConverter(Path.class, Converters::path);
  }

  static int integer(String text) {
    return whole(text, Integer::parseInt, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  static long largeInteger(String text) {
    return whole(text, Long::parseLong, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private static <T> T whole(String text, Function<String, T> parse, long least, long most) {
    try {
      return parse.apply(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException(
          isWhole(text)
              ? "'%s' is not within %d to %d".formatted(text, least, most)
              : "'%s' is not a whole number".formatted(text));
    }
  }

  private static boolean isWhole(String text) {
    try {
      return new BigInteger(text).bitLength() > 0;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  static double real(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not a number");
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
