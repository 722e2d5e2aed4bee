package dev.lanewise.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Accuracies and other shares as people read them: four decimals, so that the terminal and the page
 * of a grid say the same number. Files for programs have the whole double instead.
 */
final class Accuracy {

  private static final int DECIMALS = 4;

  private Accuracy() {}

  /**
   * Four decimals of a share from 0 to 1; "none" for NaN. The shortest decimal number of the double
   * is rounded half up: 0.82975 is 0.8298, though its double is a little less.
   */
  static String text(double share) {
    return Double.isNaN(share)
        ? "none"
        : new BigDecimal(Double.toString(share))
            .setScale(DECIMALS, RoundingMode.HALF_UP)
            .toPlainString();
  }
}
