package dev.lanewise.kernels.vector;

import java.lang.foreign.MemorySegment;

/**
 * The operands of an {@link UpdateStrip}: where the first row of each begins, and how far it is to
 * the next row. Kept by each thread and set anew for every strip.
 */
final class UpdateRows {

  private static final MemorySegment[] NO_SLOTS = {};

  /** The parameters; offset and stride in bytes. */
  MemorySegment values = MemorySegment.NULL;

  /** What the optimizer keeps of them, at the same offsets. */
  MemorySegment[] slots = NO_SLOTS;

  /** Gradients that are kept for a later update, at the same offsets. */
  MemorySegment kept = MemorySegment.NULL;

  long offset;
  long stride;

  /** The gradient, without L2. */
  float[] gradient = new float[0];

  int index;
  int gradientStride;

  /** The constants of the step, each an array of the layer's columns. */
  float[][] factors = new float[0][];

  /** L2 strengths of the layer's columns, for gradients that are kept. */
  float[] regs = new float[0];

  /** By what the kept gradients of the layer's columns are multiplied. */
  float[] scales = new float[0];

  /** The column of the layer at which the rows begin. */
  int column;
}
