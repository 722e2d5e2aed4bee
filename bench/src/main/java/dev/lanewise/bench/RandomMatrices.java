package dev.lanewise.bench;

import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Pixels;
import dev.lanewise.memory.Workspace;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** Inputs that are random and the same in every run. */
final class RandomMatrices {

  private static final int SEED = 20;

  private RandomMatrices() {}

  /** A (rows, columns) matrix of numbers uniform in -1 … 1. */
  static Matrix uniform(Workspace workspace, int rows, int columns) {
    Matrix matrix = workspace.matrix(rows, columns);
    fillUniform(matrix);
    return matrix;
  }

  /** Numbers uniform in -1 … 1. Modified: matrix. */
  static void fillUniform(Matrix matrix) {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < matrix.rows(); i++) {
      for (int j = 0; j < matrix.columns(); j++) {
        matrix.set(i, j, (float) random.nextDouble(-1, 1));
      }
    }
  }

  /** Random bytes, (rows, columns). */
  static Pixels pixels(Workspace workspace, int rows, int columns) {
    Pixels pixels = workspace.pixels(rows, columns);
    SplittableRandom random = new SplittableRandom(SEED);
    for (long i = 0; i < (long) rows * columns; i++) {
      pixels.segment().set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
    }
    return pixels;
  }

  /** Random classes, (size,). */
  static Labels labels(Workspace workspace, int size, int classes) {
    return workspace.labels(new SplittableRandom(SEED).ints(size, 0, classes).toArray());
  }
}
