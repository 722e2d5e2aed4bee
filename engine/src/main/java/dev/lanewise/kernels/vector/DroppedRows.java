package dev.lanewise.kernels.vector;

import dev.lanewise.activation.Dropout;
import dev.lanewise.memory.Matrix;
import java.lang.foreign.MemorySegment;

/**
 * The outputs of a hidden layer of one net with some units dropped. The layer keeps its own outputs
 * beside them, since its gradient reads these.
 */
final class DroppedRows {

  private final Dropout dropout;
  private final int units;
  private final float[] factors; // (largest N, units)
  private final PackedRows values; // (largest N, units)

  DroppedRows(Dropout dropout, int units, int largestBatch) {
    this.dropout = dropout;
    this.units = units;
    this.factors = new float[Math.multiplyExact(largestBatch, units)];
    this.values = new PackedRows(largestBatch, units, MicroKernel.KC);
  }

  /** The outputs after {@link #drop}, from column 0 on. */
  PackedRows values() {
    return values;
  }

  /**
   * Drops units of rows {@code from} to {@code to} of a batch.
   *
   * @param outputs of the layer, from {@code column} on
   * @param step number of the step in the run, from 1
   */
  void drop(Scratch scratch, PackedRows outputs, int column, int from, int to, long step) {
    dropout.factors(factors, units, step, from, to, scratch.blocks);
    int end;
    for (int j = 0; j < units; j = end) {
      int inBlock = values.block() - j % values.block();
      int inOutputs = outputs.block() - (column + j) % outputs.block();
      end = Math.min(units, j + Math.min(inBlock, inOutputs));
      for (int i = from; i < to; i++) {
        int source = outputs.index(i, column + j);
        multiply(values.values, values.index(i, j), outputs.values, source, i * units + j, end - j);
      }
    }
  }

  private void multiply(float[] out, int to, float[] in, int from, int factor, int count) {
    float[] f = factors;
    for (int k = 0; k < count; k++) {
      out[to + k] = f[factor + k] == 0f ? 0f : in[from + k] * f[factor + k];
    }
  }

  /**
   * The gradient of the layer's own outputs from that of {@link #values}, in place.
   *
   * @param gradient rows {@code from} to {@code to}, columns from {@code column} on. Modified.
   * @param row for {@code units} floats
   */
  void differentiate(Matrix gradient, int column, int from, int to, float[] row) {
    for (int i = from; i < to; i++) {
      long at = gradient.rowOffset(i) + ((long) column << 2);
      MemorySegment.copy(gradient.segment(), Matrix.FLOAT, at, row, 0, units);
      multiply(row, 0, row, 0, i * units, units);
      MemorySegment.copy(row, 0, gradient.segment(), Matrix.FLOAT, at, units);
    }
  }
}
