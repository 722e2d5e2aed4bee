package dev.lanewise.math;

import java.util.List;
import java.util.Optional;

/**
 * A number that a formula has, such as the momentum of an optimizer. Those of the engine's formulas
 * are settings.
 *
 * @param name of its setting, such as {@code beta1}
 * @param value of it
 */
public record Parameter(String name, double value) {

  /** The value of the parameter of this name, if it is among them. */
  public static Optional<Double> find(List<Parameter> parameters, String name) {
    return parameters.stream()
        .filter(it -> it.name().equals(name))
        .map(Parameter::value)
        .findFirst();
  }
}
