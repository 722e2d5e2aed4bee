package dev.lanewise.cli;

import dev.lanewise.io.MalformedFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Reads a TOML file whose names are the options of a command, without dashes. */
record TomlOptions(Path file, CommandSpec command) {

  private static final String ITSELF = "--config";
  private static final String EXPECTED = ", expected "; // in messages of the library

  /** A value is no text, number or list, or not what its option takes. */
  private static final class WrongType extends RuntimeException {

    private static final long serialVersionUID = 1L;

    WrongType(String message) {
      super(message);
    }
  }

  /**
   * The options that a text gives, in its order; flags that are false are left out.
   *
   * @throws MalformedFileException if it is not TOML
   * @throws ParameterException if a name is no option, or a value not of a type that it takes
   */
  List<GivenOption> of(String text) throws MalformedFileException {
    TomlParseResult toml = parse(text);
    return toml.keySet().stream()
        .sorted(Comparator.comparingInt(name -> line(toml, name)))
        .flatMap(name -> option(toml, name).stream())
        .toList();
  }

  private TomlParseResult parse(String text) throws MalformedFileException {
    TomlParseResult toml;
    try {
      toml = Toml.parse(text);
    } catch (StackOverflowError e) {
      throw new MalformedFileException(file, "", "is nested too deeply", ConfigFile.EXPECTED);
    }
    if (toml.hasErrors()) {
      TomlParseError first = toml.errors().getFirst();
      String message = String.valueOf(first.getMessage());
      int end = message.indexOf(EXPECTED);
      throw new MalformedFileException(
          file,
          "line %d, column %d".formatted(first.position().line(), first.position().column()),
          end < 0 ? message : message.substring(0, end),
          end < 0 ? ConfigFile.EXPECTED : message.substring(end + EXPECTED.length()));
    }
    return toml;
  }

  private static int line(TomlParseResult toml, String name) {
    return Optional.ofNullable(toml.inputPositionOf(List.of(name))).orElseThrow().line();
  }

  private Optional<GivenOption> option(TomlParseResult toml, String name) {
    String place = "line " + line(toml, name);
    Object value = Optional.ofNullable(toml.get(List.of(name))).orElseThrow();
    if (value instanceof TomlTable) {
      throw wrong(place, "'%s' is a section; expected options without sections".formatted(name));
    }
    String typed = "--" + name;
    OptionSpec option = command.optionsMap().get(typed);
    if (option == null) {
      String meant = Suggestions.option(command, typed).replace("--", "");
      throw wrong(place, "unknown option: '%s'%s".formatted(name, meant));
    }
    if (typed.equals(ITSELF) || option.usageHelp()) {
      throw wrong(place, name + " is for the command line only; expected other options");
    }
    try {
      if (option.arity().max() == 0) {
        return isTrue(value) ? Optional.of(new GivenOption(typed, typed, place)) : Optional.empty();
      }
      return Optional.of(
          GivenOption.of(typed, takesText(option) ? text(value) : list(value), place));
    } catch (WrongType e) {
      throw wrong(place, "%s: %s".formatted(name, e.getMessage()));
    }
  }

  private ParameterException wrong(String place, String message) {
    return new ParameterException(
        command.commandLine(), "%s: %s: %s".formatted(file, place, message));
  }

  private static boolean isTrue(Object value) {
    if (value instanceof Boolean flag) {
      return flag;
    }
    throw new WrongType(kind(value) + "; expected true or false");
  }

  /** Whether an option takes a name, of which no number is meant to be one. */
  private static boolean takesText(OptionSpec option) {
    return Stream.concat(Stream.of(option.type()), Stream.of(option.auxiliaryTypes()))
        .anyMatch(type -> type == Path.class || type == String.class);
  }

  private static String text(Object value) {
    if (value instanceof String text) {
      return oneLine(text);
    }
    throw new WrongType(kind(value) + "; expected text in quotes");
  }

  /** Messages name values, in one line. */
  private static String oneLine(String text) {
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new WrongType("text with a line break or another control character; expected none");
    }
    return text;
  }

  private static String list(Object value) {
    if (value instanceof TomlArray array && !array.isEmpty()) {
      return array.toList().stream().map(TomlOptions::item).collect(Collectors.joining(","));
    }
    return item(value);
  }

  private static String item(Object value) {
    if (value instanceof String || value instanceof Long || value instanceof Double) {
      return oneLine(value.toString());
    }
    String nested = value instanceof TomlArray inner && !inner.isEmpty() ? " in a list" : "";
    throw new WrongType(
        kind(value)
            + nested
            + "; expected a number, text in quotes, or a list of these in brackets");
  }

  private static String kind(Object value) {
    return switch (value) {
      case String text -> "'" + text + "' is text";
      case Boolean flag -> flag + " is no number or text";
      case Long number -> number + " is a number";
      case Double number -> number + " is a number";
      case TomlArray array when array.isEmpty() -> "an empty list";
      case TomlArray _ -> "a list";
      case TomlTable _ -> "a table";
      default -> value + " is a date or time";
    };
  }
}
