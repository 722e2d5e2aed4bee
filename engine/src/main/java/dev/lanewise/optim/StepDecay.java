package dev.lanewise.optim;

import dev.lanewise.math.Parameter;
import java.util.List;

/**
 * Multiplies the rate by a factor after every few epochs: {@code base · factor^⌊epoch / epochs⌋},
 * the power by StrictMath.
 *
 * @param epochs between two changes, at least 1
 * @param factor above 0
 */
public record StepDecay(int epochs, double factor) implements Schedule {

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of range
   */
  public StepDecay {
    Ranges.requireAtLeast("step epochs", 1, epochs);
    Ranges.requireAboveZero("rate factor", factor);
  }

  @Override
  public String name() {
    return "step";
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(new Parameter("stepEpochs", epochs), new Parameter("rateFactor", factor));
  }

  @Override
  public Schedule with(String parameter, double value) {
    return switch (parameter) {
      case "stepEpochs" -> new StepDecay((int) value, factor);
      case "rateFactor" -> new StepDecay(epochs, value);
      default -> this;
    };
  }

  @Override
  public double rate(double base, Position position) {
    int changes = position.epoch() / epochs;
    return base * StrictMath.pow(factor, changes);
  }
}
