package dev.lanewise.cli;

import dev.lanewise.cli.console.NumberText;
import dev.lanewise.train.Epoch;
import java.math.MathContext;
import java.util.Locale;

/** The epochs of a training run, a line each below a header, narrow enough for 80 columns. */
final class EpochTable {

  private static final MathContext RATE_DIGITS = new MathContext(4);
  private static final String LINE = "%s  %8s  %6s  %10s  %10s  %7s  %9s";

  private static final double LARGE = 1000;

  private final int epochs;
  private final int width; // of "epoch" and of the last one

  /** The lines of a run of so many epochs. */
  EpochTable(int epochs) {
    this.epochs = epochs;
    this.width = Math.max("epoch".length(), 2 * Integer.toString(epochs).length() + 1);
  }

  /** The names of what a line tells. */
  String header() {
    return LINE.formatted(
        ("%-" + width + "s").formatted("epoch"),
        "loss",
        "train",
        "validation",
        "rate",
        "seconds",
        "samples/s");
  }

  /** An epoch that is done. */
  String line(Epoch epoch) {
    return LINE.formatted(
        ("%" + width + "s").formatted(epoch.epoch() + "/" + epochs),
        loss(epoch.loss()),
        Accuracy.text(epoch.trainAccuracy()),
        Accuracy.text(epoch.validationAccuracy()),
        NumberText.of(epoch.learningRate(), RATE_DIGITS),
        String.format(Locale.ROOT, "%.2f", epoch.seconds()),
        String.format(Locale.ROOT, "%.0f", epoch.samplesPerSecond()));
  }

  /** A loss, in four decimals unless it is large. */
  static String loss(double value) {
    return String.format(Locale.ROOT, value < LARGE ? "%.4f" : "%.1e", value);
  }
}
