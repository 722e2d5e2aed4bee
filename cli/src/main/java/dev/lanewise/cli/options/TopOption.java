package dev.lanewise.cli.options;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How many trials the table at the end has. */
public final class TopOption {

  private static final String ALL = "all";

  @Option(
      names = "--top",
      paramLabel = "N|all",
      converter = Count.class,
      description = "Print the best N trials in the end, or all of them. Default: 20.")
  private int count = 20;

  /** The most trials to print. */
  public int count() {
    return count;
  }

  /** Reads a number or {@code all}. */
  static final class Count implements ITypeConverter<Integer> {

    @Override
    public Integer convert(String value) {
      if (value.equalsIgnoreCase(ALL)) {
        return Integer.MAX_VALUE;
      }
      if (!value.matches("[1-9][0-9]{0,8}")) {
        throw new TypeConversionException(
            "'" + value + "' is neither a number from 1 to 999999999 nor all");
      }
      return Integer.parseInt(value);
    }
  }
}
