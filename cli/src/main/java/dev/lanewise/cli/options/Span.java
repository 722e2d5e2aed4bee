package dev.lanewise.cli.options;

import dev.lanewise.cli.console.NumberText;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * One item of a list: a value, or a range {@code a..b} from {@code least} to {@code most}.
 *
 * @param <T> a number, or a net's widths
 */
record Span<T>(T least, T most, boolean isRange) {

  private static final String DOTS = "..";

  private static <T> Span<T> parse(String text, Function<String, T> value) {
    int dots = text.indexOf(DOTS);
    if (dots < 0) {
      T single = value.apply(text);
      return new Span<>(single, single, false);
    }
    return new Span<>(
        value.apply(text.substring(0, dots)),
        value.apply(text.substring(dots + DOTS.length())),
        true);
  }

  private static <T> Span<T> parse(String text, Function<String, T> value, String expected) {
    try {
      return parse(text, value);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not " + expected);
    }
  }

  @Override
  public String toString() {
    return isRange ? text(least) + DOTS + text(most) : text(least);
  }

  private static String text(Object value) {
    return value instanceof Double number ? NumberText.of(number) : value.toString();
  }

  /** Reads {@code 1e-3} and {@code 1e-4..1e-2}. */
  static final class Reals implements ITypeConverter<Span<Double>> {
    @Override
    public Span<Double> convert(String text) {
      return parse(text, Double::valueOf, "a number, nor a range such as 1e-4..1e-2");
    }
  }

  /** Reads {@code 10} and {@code 5..20}. */
  static final class Integers implements ITypeConverter<Span<Integer>> {
    @Override
    public Span<Integer> convert(String text) {
      return parse(text, Integer::valueOf, "a whole number, nor a range such as 5..20");
    }
  }

  /** Reads {@code 10} and {@code 1..1000}. */
  static final class Longs implements ITypeConverter<Span<Long>> {
    @Override
    public Span<Long> convert(String text) {
      return parse(text, Long::valueOf, "a whole number, nor a range such as 1..1000");
    }
  }

  /** Reads {@code 50}, {@code 512-256}, {@code none} and {@code 50..200}. */
  static final class HiddenLayers implements ITypeConverter<Span<NetOptions.Widths>> {
    @Override
    public Span<NetOptions.Widths> convert(String text) {
      Span<NetOptions.Widths> span = parse(text, new NetOptions.Hidden()::convert);
      if (span.isRange && (span.least.list().size() != 1 || span.most.list().size() != 1)) {
        throw new TypeConversionException(
            "'" + text + "' is not a range of widths of one hidden layer such as 50..200");
      }
      return span;
    }
  }
}
