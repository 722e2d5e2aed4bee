package dev.lanewise.kernels.vector;

import java.lang.foreign.MemorySegment;

/**
 * The operands of an {@link ActivationStrip}: where the first row of each begins, and how far it is
 * to the next row. Kept by each thread and set anew for every strip.
 */
final class ActivationRows {

  /** Products of the layer before bias and activation. */
  float[] z = new float[0];

  int zIndex;
  int zStride;

  /** Bias of the columns, one row. */
  float[] bias = new float[0];

  int biasIndex;

  /** Outputs of the activation. */
  float[] out = new float[0];

  int outIndex;
  int outStride;

  /** Gradient of the outputs; offset and stride in bytes. */
  MemorySegment dout = MemorySegment.NULL;

  long doutOffset;
  long doutStride;

  /** Gradient before the activation; offset and stride in bytes. */
  MemorySegment dz = MemorySegment.NULL;

  long dzOffset;
  long dzStride;

  /** Values between the passes of a strip, row after row without gaps; see {@link #buffer}. */
  private float[] buffer = new float[0];

  /** An array of {@code length} floats or more, the same at each call while it is long enough. */
  float[] buffer(int length) {
    if (buffer.length < length) {
      buffer = new float[length];
    }
    return buffer;
  }
}
