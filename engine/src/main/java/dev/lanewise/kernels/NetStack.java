package dev.lanewise.kernels;

import dev.lanewise.memory.Matrix;
import java.util.List;

/**
 * Nets with one hidden layer that train on the same batches, their hidden layers side by side: one
 * wide first layer, one output layer each. A single net is a stack of one.
 *
 * @param w1 (D, ΣH) weights of all hidden layers; net after net, each H columns
 * @param b1 (1, ΣH) their biases
 * @param activation of the hidden layers
 * @param outputs the output layers, in the order of the columns of w1
 */
public record NetStack(Matrix w1, Matrix b1, Activation activation, List<Output> outputs) {

  /**
   * The output layer of one net, and what the net minimizes.
   *
   * @param w2 (H, C) weights
   * @param b2 (1, C) bias
   * @param loss what is minimized
   * @param reg L2 strength: the loss gets {@code 0.5 · reg · ΣW²} over both layers' weights
   */
  public record Output(Matrix w2, Matrix b2, LossFunction loss, double reg) {}

  /**
   * Checks the shapes.
   *
   * @throws IllegalArgumentException if the parts do not fit together
   */
  public NetStack {
    outputs = List.copyOf(outputs);
    require(!outputs.isEmpty(), "a stack needs at least one net");
    long hidden = outputs.stream().mapToLong(output -> output.w2().rows()).sum();
    require(w1.columns() == hidden, "w1 " + w1.shape() + " does not have ΣH = " + hidden);
    require(b1.rows() == 1 && b1.columns() == hidden, "b1 " + b1.shape() + " is not (1, ΣH)");
    int classes = outputs.getFirst().w2().columns();
    for (Output output : outputs) {
      Matrix b2 = output.b2();
      require(output.w2().columns() == classes, "the nets differ in their classes");
      require(b2.rows() == 1 && b2.columns() == classes, "b2 " + b2.shape() + " is not (1, C)");
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** Inputs, D. */
  public int inputs() {
    return w1.rows();
  }

  /** Hidden units of all nets, ΣH. */
  public int hidden() {
    return w1.columns();
  }

  /** Classes, C. */
  public int classes() {
    return outputs.getFirst().w2().columns();
  }
}
