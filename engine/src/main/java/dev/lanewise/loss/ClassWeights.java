package dev.lanewise.loss;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * How much the samples of each class count in a training loss. The mean of a batch divides by the
 * sum of its rows' weights, as PyTorch's does, so that weights of any size give losses of one size.
 *
 * <p>{@link #BALANCED} stands for numbers that only the labels can tell; {@link #resolved} makes
 * them. Immutable, and compared by value.
 */
public final class ClassWeights {

  /** Every sample counts the same: weights of 1. */
  public static final ClassWeights NONE = new ClassWeights("none");

  /** Every class counts the same: {@code n / (K · n[c])}, of n samples, n[c] of them of class c. */
  public static final ClassWeights BALANCED = new ClassWeights("balanced");

  /**
   * The smallest weight but 0: float32 holds it, and its share in label smoothing, exactly enough.
   */
  private static final double LEAST = 1e-20;

  /** The largest weight: float32 holds the sum of as many as an array has. */
  private static final double MOST = 1e20;

  private final String text;
  private final double[] values; // (C,), or empty
  private final double sum; // of the values, ascending

  private ClassWeights(String text, double... values) {
    this.text = text;
    this.values = values;
    double total = 0;
    for (double value : values) {
      total += value;
    }
    this.sum = total;
  }

  /**
   * A weight for each class, class 0 first.
   *
   * @throws IllegalArgumentException if there is none, one is not 0 and not within 1e-20 to 1e20,
   *     or all are 0
   */
  public static ClassWeights of(double... weights) {
    boolean some = false;
    for (double weight : weights) {
      if (weight != 0 && !(weight >= LEAST && weight <= MOST)) {
        throw new IllegalArgumentException(
            "a class weight must be 0 or from %s to %s, got %s".formatted(LEAST, MOST, weight));
      }
      some |= weight > 0;
    }
    if (!some) {
      throw new IllegalArgumentException("of the class weights one must be above 0, got none");
    }
    String text =
        DoubleStream.of(weights).mapToObj(Double::toString).collect(Collectors.joining(","));
    return new ClassWeights(text, weights.clone());
  }

  /**
   * Reads what {@link #toString} writes: {@code none}, {@code balanced}, or numbers such as {@code
   * 1,2,0.5}.
   *
   * @throws IllegalArgumentException if it is none of these, or a number is out of range
   */
  public static ClassWeights parse(String text) {
    for (ClassWeights named : List.of(NONE, BALANCED)) {
      if (named.text.equalsIgnoreCase(text)) {
        return named;
      }
    }
    double[] weights;
    try {
      weights = Arrays.stream(text.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s' is not a list of weights such as 1,2,0.5, one for each class, nor balanced or none"
              .formatted(text),
          e);
    }
    return of(weights);
  }

  /** Whether every sample counts the same. */
  public boolean areNone() {
    return equals(NONE);
  }

  /**
   * These weights as numbers, for labels of which class c occurs {@code counts[c]} times. A class
   * that does not occur has the weight 0 in {@link #BALANCED} ones.
   *
   * @param counts (C,)
   * @throws IllegalArgumentException if these are not C weights
   */
  public ClassWeights resolved(long... counts) {
    if (!equals(BALANCED)) {
      requireClasses(counts.length);
      return this;
    }
    double samples = Arrays.stream(counts).sum();
    return of(
        Arrays.stream(counts)
            .mapToDouble(count -> count == 0 ? 0 : samples / ((double) counts.length * count))
            .toArray());
  }

  /**
   * Checks that there is a weight for each class, if these are a list.
   *
   * @throws IllegalArgumentException if there is another number of weights
   */
  public void requireClasses(int classes) {
    if (values.length > 0 && values.length != classes) {
      throw new IllegalArgumentException(
          "class weights must be as many as classes, %d, got %d: %s"
              .formatted(classes, values.length, text));
    }
  }

  /**
   * Checks that these are numbers, one for each class.
   *
   * @throws IllegalArgumentException if they are not resolved, or another number of weights
   */
  public void requireResolved(int classes) {
    if (equals(BALANCED)) {
      throw new IllegalArgumentException(
          "class weights are balanced, expected numbers: what resolved(counts) gives");
    }
    requireClasses(classes);
  }

  /** The weight of a class. */
  public double weight(int label) {
    return values.length == 0 ? 1 : values[label];
  }

  /** The sum of the weights of {@code classes} classes, class 0 first. */
  public double sum(int classes) {
    return values.length == 0 ? classes : sum;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ClassWeights weights && text.equals(weights.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return text;
  }
}
