package dev.lanewise.kernels.vector;

import static dev.lanewise.kernels.vector.Lanes.FLOAT;
import static dev.lanewise.kernels.vector.Lanes.ORDER;

import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/**
 * A matrix in native memory whose columns are divided into panels of a tile's width. A panel holds
 * its rows one after the other, so that a tile reads memory in order. The last panel is padded to
 * whole vectors.
 */
final class PanelMatrix {

  private static final int L = Lanes.COUNT;

  /** Division of the columns. */
  final Partition panels = new Partition();

  /** All panels, one after the other. */
  final MemorySegment segment;

  private final int rows;

  /** A zero matrix; {@code rows} may count rows of padding between the panels. */
  PanelMatrix(int rows, int columns, Workspace workspace) {
    this.rows = rows;
    panels.divideColumns(columns, MicroKernel.vectors(MicroKernel.MR));
    segment = workspace.matrix(rows, panels.padded()).segment();
  }

  /** Byte offset of a row in a panel. */
  long offset(int panel, int row) {
    return ((long) panels.start(panel) * rows + (long) row * panels.width(panel)) << 2;
  }

  /** Bytes from one row of a panel to the next. */
  long stride(int panel) {
    return (long) panels.width(panel) << 2;
  }

  /**
   * Copies {@code source} to the columns from {@code first} on, and zeros to those behind it that
   * fill its last vector: a step that diverged left NaN in them. Modified: this.
   */
  void load(Matrix source, int first) {
    copy(source, first, true);
    int end = first + source.columns();
    long padding = (long) (Lanes.padded(end) - end) << 2;
    if (padding > 0) {
      int panel = end / panels.width(0);
      for (int row = 0; row < source.rows(); row++) {
        long at = offset(panel, row) + ((long) (end - panels.start(panel)) << 2);
        segment.asSlice(at, padding).fill((byte) 0);
      }
    }
  }

  /** Copies the columns from {@code first} on. Modified: target. */
  void store(Matrix target, int first) {
    copy(target, first, false);
  }

  private void copy(Matrix matrix, int first, boolean load) {
    int end;
    for (int j = 0; j < matrix.columns(); j = end) {
      int panel = (first + j) / panels.width(0);
      int within = first + j - panels.start(panel);
      end = Math.min(matrix.columns(), j + panels.width(panel) - within);
      for (int row = 0; row < matrix.rows(); row++) {
        long here = offset(panel, row) + ((long) within << 2);
        long there = matrix.rowOffset(row) + ((long) j << 2);
        long bytes = (long) (end - j) << 2;
        if (load) {
          MemorySegment.copy(matrix.segment(), there, segment, here, bytes);
        } else {
          MemorySegment.copy(segment, here, matrix.segment(), there, bytes);
        }
      }
    }
  }

  /** Copies one row of values, padded to whole vectors. Modified: this. */
  void setRow(int row, float[] values) {
    for (int panel = 0; panel < panels.count(); panel++) {
      int start = panels.start(panel);
      MemorySegment.copy(
          values, start, segment, Matrix.FLOAT, offset(panel, row), panels.width(panel));
    }
  }

  /** Packs rows {@code from} to {@code to} as the left operand of a product. Modified: packed. */
  void pack(int from, int to, PackedRows packed) {
    for (int panel = 0; panel < panels.count(); panel++) {
      for (int v = 0; v < panels.width(panel); v += L) {
        long at = offset(panel, from) + ((long) v << 2);
        int index = packed.index(0, panels.start(panel) + v);
        copyColumn(packed.values, index, MicroKernel.STRIDE, at, stride(panel), to - from);
      }
    }
  }

  /** Copies one vector of each row. Modified: out. */
  void copyColumn(float[] out, int to, int outStride, long from, long stride, int count) {
    MemorySegment memory = Lanes.known(segment);
    long at = from;
    int index = to;
    for (int row = 0; row < count; row++) {
      FloatVector.fromMemorySegment(FLOAT, memory, at, ORDER).intoArray(out, index);
      at += stride;
      index += outStride;
    }
  }
}
