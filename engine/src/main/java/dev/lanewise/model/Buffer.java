package dev.lanewise.model;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.util.Optional;

/** A matrix that is allocated at its first use: not every net computes gradients, or scores. */
final class Buffer {

  private final Workspace workspace;
  private final int rows;
  private final int columns;
  private Optional<Matrix> matrix = Optional.empty();

  /**
   * A buffer that is not allocated yet.
   *
   * @param workspace where it will be allocated
   */
  Buffer(Workspace workspace, int rows, int columns) {
    this.workspace = workspace;
    this.rows = rows;
    this.columns = columns;
  }

  /** The matrix, (rows, columns), at first zero. */
  Matrix get() {
    if (matrix.isEmpty()) {
      matrix = Optional.of(workspace.matrix(rows, columns));
    }
    return matrix.get();
  }

  /** Its first rows. */
  Matrix first(int count) {
    return get().slice(0, count);
  }
}
