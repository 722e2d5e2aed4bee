package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Matrix;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;

/** Reduces columns to sums. Lanes run over columns, so each sum is one chain over the rows. */
final class ColumnReductions {

  private ColumnReductions() {}

  static void columnSums(Matrix sums, Matrix x) {
    int j = 0;
    for (; j < Lanes.bound(x.columns()); j += Lanes.COUNT) {
      long at = (long) j << 2;
      FloatVector sum = FloatVector.zero(Lanes.FLOAT);
      for (int i = 0; i < x.rows(); i++) {
        sum = sum.add(Lanes.load(x, x.rowOffset(i) + at));
      }
      Lanes.store(sum, sums, at);
    }
    for (; j < x.columns(); j++) {
      long at = (long) j << 2;
      float sum = 0f;
      for (int i = 0; i < x.rows(); i++) {
        sum += Elementwise.get(x, x.rowOffset(i) + at);
      }
      Elementwise.set(sums, at, sum);
    }
  }

  /**
   * Sums of one vector of columns, added as in {@link #columnSums(Matrix, Matrix)}.
   *
   * @param sums from {@code j} on. Modified.
   * @param x holds the columns, from byte {@code offset} on
   * @param stride bytes from row to row
   */
  static void columnSums(float[] sums, int j, MemorySegment x, long offset, long stride, int rows) {
    FloatVector sum = FloatVector.zero(Lanes.FLOAT);
    for (int i = 0; i < rows; i++) {
      sum = sum.add(Lanes.load(x, offset + i * stride));
    }
    sum.intoArray(sums, j);
  }

  /**
   * Sums of squares of the columns {@code from} to {@code to}: blocks of 64 rows, one chain each.
   *
   * @param sums gets the sum of column j at position j. Modified.
   */
  static void columnSquares(double[] sums, Matrix w, int from, int to) {
    int j = from;
    int end;
    for (; j <= to - Lanes.DOUBLES; j += Lanes.DOUBLES) {
      DoubleVector total = DoubleVector.zero(Lanes.DOUBLE);
      for (int block = 0; block < w.rows(); block = end) {
        DoubleVector chain = DoubleVector.zero(Lanes.DOUBLE);
        end = block + Math.min(Kernels.L2_BLOCK_ROWS, w.rows() - block);
        for (int i = block; i < end; i++) {
          DoubleVector value = Lanes.loadDoubles(w.segment(), w.rowOffset(i) + ((long) j << 2));
          chain = chain.add(value.mul(value));
        }
        total = total.add(chain);
      }
      total.intoArray(sums, j);
    }
    for (; j < to; j++) {
      double total = 0;
      for (int block = 0; block < w.rows(); block = end) {
        double chain = 0;
        end = block + Math.min(Kernels.L2_BLOCK_ROWS, w.rows() - block);
        for (int i = block; i < end; i++) {
          double value = Elementwise.get(w, w.rowOffset(i) + ((long) j << 2));
          chain += value * value;
        }
        total += chain;
      }
      sums[j] = total;
    }
  }
}
