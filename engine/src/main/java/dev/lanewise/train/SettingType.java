package dev.lanewise.train;

import dev.lanewise.loss.ClassWeights;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * A kind of value that a {@link Setting} has: how it is read, written and drawn. Immutable.
 *
 * @param <T> the values
 */
public final class SettingType<T> {

  /** Real numbers, written as {@link Double#toString} does. */
  public static final SettingType<Double> REAL =
      new SettingType<>(
          SettingType::real,
          Object::toString,
          List.of(),
          Optional.of(new Numbers<>("1e-4..1e-2", true, Optional::of, Number::doubleValue)));

  /** Whole numbers of 32 bits. */
  public static final SettingType<Integer> WHOLE =
      new SettingType<>(
          text -> (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE),
          Object::toString,
          List.of(),
          Optional.of(
              new Numbers<>("5..20", true, Optional::of, n -> Math.toIntExact(n.longValue()))));

  /** Whole numbers of 64 bits that are names: more of one means nothing. */
  public static final SettingType<Long> SEED =
      new SettingType<>(
          text -> whole(text, Long.MIN_VALUE, Long.MAX_VALUE),
          Object::toString,
          List.of(),
          Optional.of(new Numbers<>("1..1000", false, Optional::of, Number::longValue)));

  /** Widths of hidden layers: {@code 100}, {@code 512-256}, {@code none}. */
  public static final SettingType<List<Integer>> WIDTHS =
      new SettingType<>(
          SettingType::widths,
          SettingType::text,
          List.of(),
          Optional.of(
              new Numbers<>(
                  "50..200",
                  true,
                  SettingType::onlyWidth,
                  n -> List.of(Math.toIntExact(n.longValue())))));

  /** Weights of classes: {@code none}, {@code balanced}, or numbers such as {@code 1,2,0.5}. */
  public static final SettingType<ClassWeights> CLASS_WEIGHTS =
      new SettingType<>(ClassWeights::parse, ClassWeights::toString, List.of(), Optional.empty());

  private final Function<String, T> parse;
  private final Function<T, String> print;
  private final List<T> all;
  private final Optional<Numbers<T>> numbers;

  /**
   * What values that are numbers can do besides.
   *
   * @param rangeExample a range as an option takes it
   * @param quantity whether more or less of it means something
   * @param number of a value; empty for one that is no end of a range
   * @param of the value of a number, whole numbers as {@code Long}
   */
  private record Numbers<T>(
      String rangeExample,
      boolean quantity,
      Function<T, Optional<Number>> number,
      Function<Number, T> of) {}

  private SettingType(
      Function<String, T> parse,
      Function<T, String> print,
      List<T> all,
      Optional<Numbers<T>> numbers) {
    this.parse = parse;
    this.print = print;
    this.all = all;
    this.numbers = numbers;
  }

  /** One of a few values, each with a name in lower case, read in any case. */
  public static <T> SettingType<T> oneOf(List<T> values, Function<T, String> name) {
    return new SettingType<>(
        text ->
            values.stream()
                .filter(value -> name.apply(value).equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() ->
                    new IllegalArgumentException(
                        "'%s' is none of %s"
                            .formatted(
                                text, String.join(", ", values.stream().map(name).toList())))),
        name,
        List.copyOf(values),
        Optional.empty());
  }

  /** One of some constants of an enum, by their names in lower case. */
  public static <E extends Enum<E>> SettingType<E> oneOf(List<E> constants) {
    return oneOf(constants, constant -> constant.name().toLowerCase(Locale.ROOT));
  }

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException if it is none; the message says what was expected
   */
  public T parse(String text) {
    return parse.apply(text);
  }

  /** A value as text, which {@link #parse} reads back. */
  public String print(T value) {
    return print.apply(value);
  }

  /** All values where these are few, else none. */
  public List<T> all() {
    return all;
  }

  /** The names of all values where these are few, else none. */
  public List<String> names() {
    return all.stream().map(print).toList();
  }

  /** A range such as {@code 5..20}; empty where there are no ranges. */
  public Optional<String> rangeExample() {
    return numbers.map(Numbers::rangeExample);
  }

  /** A value as a number, an end of a range; empty if it cannot be one. */
  public Optional<Number> number(T value) {
    return numbers.flatMap(it -> it.number.apply(value));
  }

  /** Converts a number from a range to a value of the setting. */
  public T ofNumber(Number number) {
    return numbers.orElseThrow().of.apply(number);
  }

  /** A value as a quantity, of which more or less can be tried; NaN if it is none. */
  public double quantity(T value) {
    return numbers
        .filter(Numbers::quantity)
        .flatMap(it -> it.number.apply(value))
        .map(Number::doubleValue)
        .orElse(Double.NaN);
  }

  /** Whether its numbers are names, such as seeds, and no quantities. */
  public boolean isName() {
    return numbers.filter(it -> !it.quantity).isPresent();
  }

  private static double real(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a number", e);
    }
  }

  private static long whole(String text, long least, long most) {
    BigInteger number;
    try {
      number = new BigInteger(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a whole number", e);
    }
    if (number.compareTo(BigInteger.valueOf(least)) < 0
        || number.compareTo(BigInteger.valueOf(most)) > 0) {
      throw new IllegalArgumentException(
          "'%s' is not within %d to %d".formatted(text, least, most));
    }
    return number.longValue();
  }

  private static Optional<Number> onlyWidth(List<Integer> widths) {
    return widths.size() == 1 ? Optional.of(widths.getFirst()) : Optional.empty();
  }

  private static String text(List<Integer> widths) {
    return widths.isEmpty()
        ? "none"
        : String.join("-", widths.stream().map(String::valueOf).toList());
  }

  private static List<Integer> widths(String text) {
    if (text.equalsIgnoreCase("none")) {
      return List.of();
    }
    List<Integer> widths = new ArrayList<>();
    for (String width : text.split("-", -1)) {
      boolean number = width.matches("[0-9]{1,10}");
      if (!number || Long.parseLong(width) < 1 || Long.parseLong(width) > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "'"
                + text
                + "' is not a list of widths from 1 to 2147483647 such as 100 or 512-256,"
                + " nor none");
      }
      widths.add(Integer.parseInt(width));
    }
    return List.copyOf(widths);
  }
}
