package dev.lanewise.memory;

/**
 * What turns a raw input into the value a first layer sees: {@code x = (raw - mean[j]) *
 * inverse[j]}, in float32, for each input j.
 *
 * <p>Every kind is this one formula: subtracting +0 and multiplying by 1 change no bit, so {@code
 * NONE} has mean 0 and inverse 1, {@code UNIT} mean 0, {@code CENTER} inverse 1.
 *
 * @param kind how mean and inverse came about
 * @param mean what is subtracted from each input, (1, D)
 * @param inverse what each difference is multiplied by, (1, D)
 */
public record Normalization(Kind kind, Matrix mean, Matrix inverse) {

  /** The normalizations a training run can ask for. */
  public enum Kind {
    /** The raw values. */
    NONE,
    /** Raw values times 1/255. */
    UNIT,
    /** Minus the training mean of each input. */
    CENTER,
    /** Minus the training mean of each input, divided by its deviation. */
    STANDARDIZE
  }

  /**
   * Checks the shapes.
   *
   * @throws IllegalArgumentException unless both are (1, D) with the same D
   */
  public Normalization {
    if (mean.rows() != 1 || inverse.rows() != 1 || mean.columns() != inverse.columns()) {
      throw new IllegalArgumentException(
          "mean and inverse must both be (1, D), got %s and %s"
              .formatted(mean.shape(), inverse.shape()));
    }
  }

  /** Number of inputs, D. */
  public int inputs() {
    return mean.columns();
  }

  /** Raw values as they are, for {@code inputs} inputs. */
  public static Normalization none(Workspace workspace, int inputs) {
    return constant(workspace, Kind.NONE, inputs, 1f);
  }

  /** Raw values times 1/255, for {@code inputs} inputs. */
  public static Normalization unit(Workspace workspace, int inputs) {
    return constant(workspace, Kind.UNIT, inputs, 1f / 255f);
  }

  private static Normalization constant(Workspace workspace, Kind kind, int inputs, float factor) {
    Matrix mean = workspace.matrix(1, inputs);
    Matrix inverse = workspace.matrix(1, inputs);
    inverse.fill(factor);
    return new Normalization(kind, mean, inverse);
  }
}
