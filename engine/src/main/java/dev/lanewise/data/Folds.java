package dev.lanewise.data;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Samples;
import dev.lanewise.memory.Workspace;
import dev.lanewise.random.CounterRandom;
import dev.lanewise.random.CounterRandom.Purpose;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Cross-validation in k folds, stratified by class: the training and validation parts of a data set
 * together, dealt out so that each fold has its share of every class. The rows of a class are
 * shuffled, then dealt in turn, and the next class goes on where the last one ended: classes and
 * whole folds differ by one row at most.
 */
public final class Folds {

  private final DataSet data;
  private final int count;
  private final int[] foldOf; // (N,) of each row, training rows first

  /**
   * Deals the rows out.
   *
   * @param count k, the number of folds
   * @param seed of the shuffle
   * @throws IllegalArgumentException unless count is 2 … the number of rows, or if one part has
   *     pixels and the other floats
   */
  public Folds(DataSet data, int count, long seed) {
    if (data.train().samples() instanceof Pixels != data.validation().samples() instanceof Pixels) {
      throw new IllegalArgumentException("one of training and validation part has pixels only");
    }
    int rows = Math.addExact(data.train().size(), data.validation().size());
    if (count < 2 || count > rows) {
      throw new IllegalArgumentException(
          "folds must be 2 to %d, the number of training and validation samples, got %d"
              .formatted(rows, count));
    }
    this.data = data;
    this.count = count;
    this.foldOf = new int[rows];
    int dealt = 0;
    for (int c = 0; c < data.classes(); c++) {
      for (int row : shuffled(rowsOf(c), new CounterRandom(seed, Purpose.FOLDS, 0, c))) {
        foldOf[row] = dealt++ % count;
      }
    }
  }

  private int[] rowsOf(int wanted) {
    return IntStream.range(0, foldOf.length).filter(row -> label(row) == wanted).toArray();
  }

  private static int[] shuffled(int[] rows, CounterRandom random) {
    for (int i = rows.length - 1; i > 0; i--) {
      int j = random.below(i, i + 1);
      int swapped = rows[i];
      rows[i] = rows[j];
      rows[j] = swapped;
    }
    return rows;
  }

  private int label(int row) {
    int training = data.train().size();
    return row < training
        ? data.train().labels().get(row)
        : data.validation().labels().get(row - training);
  }

  /** Number of folds, k. */
  public int count() {
    return count;
  }

  /** The fold of each row: those of the training part, then those of the validation part. */
  public int[] assignment() {
    return foldOf.clone();
  }

  /** Training rows of the smallest training part. */
  public int smallestTrainingPart() {
    return foldOf.length - Math.ceilDiv(foldOf.length, count);
  }

  /**
   * The data set whose validation part is one fold, and whose training part is all the others, both
   * in the order of the file; the test part is that of the whole. Copied into {@code workspace}.
   */
  public DataSet fold(int fold, Workspace workspace) {
    return dataSet(
        copy(row -> foldOf[row] != fold, workspace), copy(row -> foldOf[row] == fold, workspace));
  }

  /** The data set that trains on all rows and validates on none. Copied into {@code workspace}. */
  public DataSet whole(Workspace workspace) {
    Split all = copy(row -> true, workspace);
    return dataSet(all, all.none());
  }

  private DataSet dataSet(Split train, Split validation) {
    return new DataSet(
        data.name(), train, validation, data.test(), data.classNames(), data.shape());
  }

  private Split copy(IntPredicate chosen, Workspace workspace) {
    int[] rows = IntStream.range(0, foldOf.length).filter(chosen).toArray();
    Samples copy =
        data.train().samples() instanceof Pixels
            ? workspace.pixels(rows.length, data.inputs())
            : workspace.matrix(rows.length, data.inputs());
    for (int i = 0; i < rows.length; i++) {
      copyRow(copy.slice(i, i + 1), row(rows[i]));
    }
    return new Split(copy, workspace.labels(IntStream.of(rows).map(this::label).toArray()));
  }

  private Samples row(int row) {
    int training = data.train().size();
    return row < training
        ? data.train().samples().slice(row, row + 1)
        : data.validation().samples().slice(row - training, row - training + 1);
  }

  private static void copyRow(Samples target, Samples source) {
    switch (target) {
      case Pixels pixels -> pixels.segment().copyFrom(((Pixels) source).segment());
      case Matrix matrix -> matrix.copyFrom((Matrix) source);
    }
  }
}
