package dev.lanewise.nn;

import dev.lanewise.memory.Matrix;

/**
 * A trainable parameter and its gradient.
 *
 * @param name such as {@code W1} or {@code b1}
 * @param value weights (D, H) or bias (1, H)
 * @param gradient of the loss, same shape
 * @param regularized whether L2 applies: weights yes, biases no
 */
public record Param(String name, Matrix value, Matrix gradient, boolean regularized) {}
