package dev.lanewise.model;

import dev.lanewise.memory.Matrix;
import java.util.function.Supplier;

/** A trainable parameter and its gradient. */
public final class Param {

  private final String name;
  private final Matrix value;
  private final Supplier<Matrix> gradient;
  private final boolean regularized;

  /**
   * A parameter.
   *
   * @param name such as {@code W1} or {@code b1}
   * @param value weights (D, H) or bias (1, H)
   * @param gradient of the loss, same shape
   * @param regularized whether L2 applies: weights yes, biases no
   */
  public Param(String name, Matrix value, Matrix gradient, boolean regularized) {
    this(name, value, () -> gradient, regularized);
  }

  /** A parameter whose gradient is allocated at its first use. */
  Param(String name, Matrix value, Supplier<Matrix> gradient, boolean regularized) {
    this.name = name;
    this.value = value;
    this.gradient = gradient;
    this.regularized = regularized;
  }

  /** Its name, such as {@code W1} or {@code b1}. */
  public String name() {
    return name;
  }

  /** Weights (D, H) or bias (1, H). */
  public Matrix value() {
    return value;
  }

  /** The gradient of the loss, of the value's shape; zero before the first backward pass. */
  public Matrix gradient() {
    return gradient.get();
  }

  /** Whether L2 applies: weights yes, biases no. */
  public boolean regularized() {
    return regularized;
  }
}
