package dev.lanewise.loss;

import dev.lanewise.math.Parameter;
import java.util.List;
import java.util.Optional;

/**
 * What is minimized: the mean, over the rows of a batch, of a function of a row of scores and its
 * label; without L2. Implementations are immutable and compare by value.
 *
 * <p>Those of the engine are listed in {@link #all}; an embedder's own implements {@link Custom}.
 */
public sealed interface Loss permits SoftmaxCrossEntropy, MulticlassHinge, Loss.Custom {

  /** The losses that have a name for options and files, in the order of their help. */
  static List<Loss> all() {
    return List.of(new SoftmaxCrossEntropy(), new MulticlassHinge());
  }

  /** The loss of {@link #all} with this {@link #name}. */
  static Optional<Loss> named(String name) {
    return all().stream().filter(loss -> loss.name().equals(name)).findFirst();
  }

  /**
   * Its name in options and model files, such as {@code softmax}. A formula of an embedder has its
   * parameters in it, since searches know their trials by it.
   */
  String name();

  /** Its numbers; those of the engine's are settings. */
  default List<Parameter> parameters() {
    return List.of();
  }

  /** The value of a parameter, if it has one of this name. */
  default Optional<Double> parameter(String name) {
    return Parameter.find(parameters(), name);
  }

  /**
   * The same with another value of a parameter, or this if it has none of this name.
   *
   * @throws IllegalArgumentException if the value is out of range
   */
  default Loss with(String parameter, double value) {
    return this;
  }

  /** The loss of an evaluation: this one without what only helps training, such as smoothing. */
  default Loss ofEvaluation() {
    return this;
  }

  /**
   * The loss of one row and its gradient, both times the weight of its class.
   *
   * @param gradient gets the gradient of the mean loss, of each score, from index 0 on. Modified.
   * @param scores a row of C scores from index {@code at} on
   * @param classes C
   * @param label 0 … C-1
   * @param weights of the classes, as numbers
   * @param normalizer by which the gradient is divided: the rows of the batch, or the sum of their
   *     weights; +Infinity instead of 0
   * @return the loss of the row, not divided
   */
  double row(
      float[] gradient,
      float[] scores,
      int at,
      int classes,
      int label,
      ClassWeights weights,
      float normalizer);

  /**
   * An embedder's own loss, preferably a record. Kernels call it row by row, from several threads
   * at once: it gives the same bits everywhere if it is a pure function. A model file keeps its
   * name; see {@code ModelFile} for reading.
   */
  non-sealed interface Custom extends Loss {}
}
