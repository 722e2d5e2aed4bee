package dev.lanewise.search;

import dev.lanewise.train.Setting;
import dev.lanewise.train.SettingType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.Function;

/**
 * What a setting may be: a list of values, or a range to draw from.
 *
 * @param <T> its type
 */
public final class Choice<T> {

  private static final MathContext DRAWN_DIGITS = new MathContext(4);

  private final List<T> values; // of a range: its ends
  private final Optional<DoubleFunction<T>> range; // of a number from 0 to 1
  private final double count;

  private Choice(List<T> values, Optional<DoubleFunction<T>> range, double count) {
    this.values = List.copyOf(values);
    this.range = range;
    this.count = count;
  }

  /**
   * One of these values.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static <T> Choice<T> of(List<T> values) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("a choice needs at least one value");
    }
    return new Choice<>(values, Optional.empty(), values.size());
  }

  /**
   * A number from {@code least} to {@code most}, uniformly distributed, of four digits.
   *
   * @throws IllegalArgumentException if the ends are not finite or the wrong way round
   */
  public static Choice<Double> uniform(double least, double most) {
    requireRange(least, most, Double.compare(least, most));
    return real(least, most, u -> least + u * (most - least));
  }

  /**
   * A number from {@code least} to {@code most} whose logarithm is uniformly distributed, of four
   * digits.
   *
   * @throws IllegalArgumentException if the ends are not finite, not above 0 or the wrong way round
   */
  public static Choice<Double> logUniform(double least, double most) {
    requireRange(least, most, Double.compare(least, most));
    if (!(least > 0)) {
      throw new IllegalArgumentException(
          "a range must begin above 0 where values are drawn by their logarithm");
    }
    double from = StrictMath.log(least);
    double width = StrictMath.log(most) - from;
    return real(least, most, u -> StrictMath.exp(from + u * width));
  }

  private static Choice<Double> real(double least, double most, DoubleFunction<Double> at) {
    DoubleFunction<Double> rounded =
        u -> Math.clamp(new BigDecimal(at.apply(u)).round(DRAWN_DIGITS).doubleValue(), least, most);
    return range(least, most, rounded, least == most ? 1 : Double.POSITIVE_INFINITY);
  }

  /**
   * An integer from {@code least} to {@code most}, both included, uniformly distributed.
   *
   * @throws IllegalArgumentException if the ends are the wrong way round
   */
  public static Choice<Long> uniform(long least, long most) {
    requireRange(least, most, Long.compare(least, most));
    double count = (double) most - least + 1;
    return range(
        least,
        most,
        u -> Math.clamp(least + new BigDecimal(Math.floor(u * count)).longValue(), least, most),
        count);
  }

  /**
   * A value of a setting from {@code least} to {@code most}, drawn by its {@link Setting#scale}.
   *
   * @throws IllegalArgumentException if the setting has no ranges, or the ends are not finite, the
   *     wrong way round or not above 0 where a logarithm is drawn
   */
  public static <T> Choice<T> range(Setting<T> setting, T least, T most) {
    SettingType<T> type = setting.type();
    Number from = end(setting, least);
    Number to = end(setting, most);
    Choice<? extends Number> numbers;
    if (!(from instanceof Double)) {
      numbers = uniform(from.longValue(), to.longValue());
    } else {
      numbers =
          setting.scale() == Setting.Scale.LOGARITHMIC
              ? logUniform(from.doubleValue(), to.doubleValue())
              : uniform(from.doubleValue(), to.doubleValue());
    }
    return numbers.map(type::ofNumber);
  }

  private static <T> Number end(Setting<T> setting, T value) {
    return setting
        .type()
        .number(value)
        .orElseThrow(() ->
            new IllegalArgumentException(setting.type().print(value) + " is no end of a range"));
  }

  private static <T> Choice<T> range(T least, T most, DoubleFunction<T> at, double count) {
    return new Choice<>(List.of(least, most), Optional.of(at), count);
  }

  private static void requireRange(Number least, Number most, int order) {
    if (order > 0
        || !Double.isFinite(least.doubleValue())
        || !Double.isFinite(most.doubleValue())) {
      throw new IllegalArgumentException(
          "a range must go from a smaller to a larger finite number");
    }
  }

  /** The same choice with each value replaced by what {@code mapping} makes of it. */
  public <U> Choice<U> map(Function<? super T, U> mapping) {
    return new Choice<>(
        values.stream().map(mapping).toList(),
        range.map(at -> u -> mapping.apply(at.apply(u))),
        count);
  }

  /** Whether it is a range and not a list. */
  public boolean isRange() {
    return range.isPresent();
  }

  /** The list; of a range its ends. */
  public List<T> values() {
    return values;
  }

  /** How many values there are; infinity for real numbers. */
  double count() {
    return count;
  }

  /** The value at {@code u}, from 0 to below 1. */
  T at(double u) {
    return range.isPresent() ? range.get().apply(u) : values.get((int) (u * values.size()));
  }
}
