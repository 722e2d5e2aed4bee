package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.Lanes.DOUBLE;
import static dev.lanewise.kernels.vector.Lanes.HALF_FLOAT;
import static dev.lanewise.kernels.vector.Lanes.ORDER;

import dev.lanewise.kernels.Kernels;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Sums of squares of a layer's weights, by columns and blocks of {@link Kernels#L2_BLOCK_ROWS}
 * rows. Threads add blocks in any order; {@link #sum} adds them up in the order of {@link
 * Kernels#sumOfSquares}.
 */
final class ColumnSquares {

  private static final int L = Lanes.COUNT;
  private static final long W = (long) L << 2;

  private final PanelMatrix weights;
  private final int padded;
  private final int blocks;
  private final double[] sums; // (blocks, columns padded)

  /** Sums for a matrix of weights that has {@code rows} rows, padding not counted. */
  ColumnSquares(PanelMatrix weights, int rows) {
    this.weights = weights;
    padded = weights.panels.padded();
    blocks = Math.ceilDiv(rows, Kernels.L2_BLOCK_ROWS);
    sums = new double[blocks * padded];
  }

  /** Adds up the squares in rows {@code from} to {@code to}, which begin and end with blocks. */
  void add(int from, int to) {
    Partition panels = weights.panels;
    for (int block = from; block < to; block += Kernels.L2_BLOCK_ROWS) {
      int count = Math.min(Kernels.L2_BLOCK_ROWS, to - block);
      int sum = block / Kernels.L2_BLOCK_ROWS * padded;
      for (int panel = 0; panel < panels.count(); panel++) {
        int column = sum + panels.start(panel);
        long at = weights.offset(panel, block);
        long stride = weights.stride(panel);
        int v = 0;
        for (; v + 2 * L <= panels.width(panel); v += 2 * L) {
          addTwo(column + v, at + ((long) v << 2), stride, count);
        }
        for (; v < panels.width(panel); v += L) {
          addOne(column + v, at + ((long) v << 2), stride, count);
        }
      }
    }
  }

  private void addOne(int sum, long from, long stride, int count) {
    MemorySegment memory = Lanes.known(weights.segment);
    DoubleVector left = DoubleVector.zero(DOUBLE);
    DoubleVector right = left;
    long at = from;
    // The square of a float is exact in double, so fma rounds as multiplying and adding do.
    for (int d = 0; d < count; d++) {
      DoubleVector w = load(memory, at);
      left = w.fma(w, left);
      w = load(memory, at + W / 2);
      right = w.fma(w, right);
      at += stride;
    }
    left.intoArray(sums, sum);
    right.intoArray(sums, sum + Lanes.DOUBLES);
  }

  /** The same for two vectors: four chains, as many as an fma has cycles. */
  private void addTwo(int sum, long from, long stride, int count) {
    MemorySegment memory = Lanes.known(weights.segment);
    DoubleVector left0 = DoubleVector.zero(DOUBLE);
    DoubleVector right0 = left0;
    DoubleVector left1 = left0;
    DoubleVector right1 = left0;
    long at = from;
    for (int d = 0; d < count; d++) {
      DoubleVector w = load(memory, at);
      left0 = w.fma(w, left0);
      w = load(memory, at + W / 2);
      right0 = w.fma(w, right0);
      w = load(memory, at + W);
      left1 = w.fma(w, left1);
      w = load(memory, at + W + W / 2);
      right1 = w.fma(w, right1);
      at += stride;
    }
    left0.intoArray(sums, sum);
    right0.intoArray(sums, sum + Lanes.DOUBLES);
    left1.intoArray(sums, sum + L);
    right1.intoArray(sums, sum + L + Lanes.DOUBLES);
  }

  private static DoubleVector load(MemorySegment memory, long at) {
    FloatVector half = FloatVector.fromMemorySegment(HALF_FLOAT, memory, at, ORDER);
    return (DoubleVector) half.convertShape(VectorOperators.F2D, DOUBLE, 0);
  }

  /** The sum over columns {@code from} to {@code to}. */
  double sum(int from, int to) {
    double sum = 0;
    for (int j = from; j < to; j++) {
      double column = 0;
      for (int block = 0; block < blocks; block++) {
        column += sums[block * padded + j];
      }
      sum += column;
    }
    return sum;
  }
}
