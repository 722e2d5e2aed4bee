package dev.lanewise.cli.console;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as help, messages and tables write them: 1e-3, 0.05, 10. */
public final class NumberText {

  private static final double LEAST_PLAIN = 0.01;
  private static final double MOST_PLAIN = 1e7;

  private NumberText() {}

  /** All digits that it takes to read the same number back. */
  public static String of(double value) {
    return of(value, MathContext.UNLIMITED);
  }

  /** So many digits as {@code digits} says. */
  public static String of(double value, MathContext digits) {
    if (!Double.isFinite(value)) {
      return Double.toString(value);
    }
    BigDecimal decimal = BigDecimal.valueOf(value).round(digits).stripTrailingZeros();
    double size = Math.abs(value);
    if (value == 0 || (size >= LEAST_PLAIN && size < MOST_PLAIN)) {
      return decimal.toPlainString();
    }
    int exponent = decimal.precision() - decimal.scale() - 1;
    return decimal.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
  }
}
