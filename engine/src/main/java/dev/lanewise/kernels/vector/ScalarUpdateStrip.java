package dev.lanewise.kernels.vector;

import dev.lanewise.memory.Matrix;
import dev.lanewise.optim.Optimizer;
import java.lang.foreign.MemorySegment;

/**
 * An optimizer that has no vectors of its own: its loop, on columns that have the same factors.
 *
 * @param optimizer whose loop runs
 */
record ScalarUpdateStrip(Optimizer optimizer) implements UpdateStrip {

  @Override
  public void update(UpdateRows r, int rows, int columns) {
    int end;
    for (int from = 0; from < columns; from = end) {
      end = from + 1;
      while (end < columns && equalFactors(r, from, end)) {
        end++;
      }
      update(r, rows, from, end);
    }
  }

  /** Whether two columns, counted from the first, have the same factors: those of one net. */
  private boolean equalFactors(UpdateRows r, int a, int b) {
    for (int k = 0; k < optimizer.factors(); k++) {
      float[] factors = r.factors[k];
      if (Float.floatToRawIntBits(factors[r.column + a])
          != Float.floatToRawIntBits(factors[r.column + b])) {
        return false;
      }
    }
    return true;
  }

  private void update(UpdateRows r, int rows, int from, int end) {
    float[] factors = new float[optimizer.factors()];
    for (int k = 0; k < factors.length; k++) {
      factors[k] = r.factors[k][r.column + from];
    }
    int count = end - from;
    float[] w = new float[count];
    float[] gradient = new float[count];
    float[][] slots = new float[optimizer.slots().size()][count];
    for (int row = 0; row < rows; row++) {
      long at = r.offset + row * r.stride + ((long) from << 2);
      MemorySegment.copy(r.values, Matrix.FLOAT, at, w, 0, count);
      System.arraycopy(r.gradient, r.index + row * r.gradientStride + from, gradient, 0, count);
      for (int s = 0; s < slots.length; s++) {
        MemorySegment.copy(r.slots[s], Matrix.FLOAT, at, slots[s], 0, count);
      }
      optimizer.update(w, gradient, slots, 0, count, factors);
      MemorySegment.copy(w, 0, r.values, Matrix.FLOAT, at, count);
      for (int s = 0; s < slots.length; s++) {
        MemorySegment.copy(slots[s], 0, r.slots[s], Matrix.FLOAT, at, count);
      }
    }
  }
}
