package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.NetArray;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import dev.lanewise.optim.Optimizer;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * How the parameters of a {@link DenseLayer} move: the strip of each vector of columns, the
 * constants of the step, and what the optimizer keeps, in the geometry of the weights.
 */
final class OptimizerState {

  private static final int L = Lanes.COUNT;

  private final PanelMatrix weights; // (inputs, outputs)
  private final UpdateStrip[] strips; // of each vector of columns
  private final PanelMatrix[] slots; // each of the geometry of the weights
  private final MemorySegment[] ofSlots; // their memory
  private final Matrix bias; // (1, outputs padded)
  private final Matrix[] biasSlots; // (1, outputs padded) each
  private final MemorySegment[] ofBiasSlots; // their memory
  private final float[][] factors; // (most factors, outputs padded), of the weights
  private final float[][] biasFactors; // the same, of the bias

  /**
   * The state before the first step.
   *
   * @param rows of the weights, with those of padding between the panels
   * @param optimizers of each vector of columns; nets in one vector may differ in their numbers,
   *     since factors are set for each column
   */
  OptimizerState(
      PanelMatrix weights, int rows, int columns, List<Optimizer> optimizers, Workspace workspace) {
    this.weights = weights;
    strips = optimizers.stream().map(UpdateStrip::of).toArray(UpdateStrip[]::new);
    int slotCount = optimizers.stream().mapToInt(it -> it.slots().size()).max().orElse(0);
    int factorCount = optimizers.stream().mapToInt(Optimizer::factors).max().orElse(0);
    int padded = Lanes.padded(columns);
    slots = new PanelMatrix[slotCount];
    biasSlots = new Matrix[slotCount];
    for (int s = 0; s < slotCount; s++) {
      slots[s] = new PanelMatrix(rows, columns, workspace);
      biasSlots[s] = workspace.matrix(1, padded);
    }
    ofSlots = Arrays.stream(slots).map(slot -> slot.segment).toArray(MemorySegment[]::new);
    bias = workspace.matrix(1, padded);
    ofBiasSlots = Arrays.stream(biasSlots).map(Matrix::segment).toArray(MemorySegment[]::new);
    factors = new float[factorCount][padded];
    biasFactors = new float[factorCount][padded];
  }

  /**
   * Sets the constants of the next step for the columns of one net, and for the padding behind them
   * that fills their last vector: it must stay finite.
   *
   * @param from first column of the net
   * @param to the column behind its last
   */
  void setFactors(int from, int to, float[] ofWeights, float[] ofBias) {
    int end = Lanes.padded(to);
    for (int k = 0; k < ofWeights.length; k++) {
      Arrays.fill(factors[k], from, end, ofWeights[k]);
      Arrays.fill(biasFactors[k], from, end, ofBias[k]);
    }
  }

  /** Takes over the bias and the slots of the columns from {@code first} on. */
  void load(Matrix ofBias, List<NetArray.Layer> ofSlot, int first) {
    loadRow(ofBias, bias, first);
    for (int s = 0; s < ofSlot.size(); s++) {
      slots[s].load(ofSlot.get(s).weights(), first);
      loadRow(ofSlot.get(s).bias(), biasSlots[s], first);
    }
  }

  /**
   * Copies a row to the columns from {@code first} on, and zeros behind it up to a vector's end.
   */
  private static void loadRow(Matrix source, Matrix target, int first) {
    long at = (long) first << 2;
    long bytes = (long) source.columns() << 2;
    long end = (long) Lanes.padded(first + source.columns()) << 2;
    MemorySegment.copy(source.segment(), 0, target.segment(), at, bytes);
    target.segment().asSlice(at + bytes, end - at - bytes).fill((byte) 0);
  }

  /** Writes the slots of the columns from {@code first} on back. Modified: ofSlot. */
  void store(List<NetArray.Layer> ofSlot, int first) {
    for (int s = 0; s < ofSlot.size(); s++) {
      slots[s].store(ofSlot.get(s).weights(), first);
      Matrix target = ofSlot.get(s).bias();
      long bytes = (long) target.columns() << 2;
      MemorySegment.copy(biasSlots[s].segment(), (long) first << 2, target.segment(), 0, bytes);
    }
  }

  /**
   * Moves some rows of weights.
   *
   * @param r of the thread
   * @param first column in the panel
   * @param gradient rows of {@code columns} values, whole vectors
   */
  void update(
      UpdateRows r, int panel, int first, int row, float[] gradient, int columns, int rows) {
    r.values = weights.segment;
    r.slots = ofSlots;
    r.stride = weights.stride(panel);
    r.gradient = gradient;
    r.gradientStride = columns;
    r.factors = factors;
    int start = weights.panels.start(panel) + first;
    long offset = weights.offset(panel, row) + ((long) first << 2);
    move(r, start, offset, rows, columns);
  }

  /**
   * Moves the bias.
   *
   * @param gradient (outputs padded,)
   * @param moved gets the values, but for the padding. Modified.
   * @param columns of the layer
   */
  void updateBias(UpdateRows r, float[] gradient, float[] moved, int columns) {
    r.values = bias.segment();
    r.slots = ofBiasSlots;
    r.stride = 0;
    r.gradient = gradient;
    r.gradientStride = 0;
    r.factors = biasFactors;
    move(r, 0, 0, 1, gradient.length);
    MemorySegment.copy(bias.segment(), Matrix.FLOAT, 0, moved, 0, columns);
  }

  private void move(UpdateRows r, int start, long offset, int rows, int columns) {
    int end;
    for (int v = 0; v < columns; v = end) {
      end = v + L;
      UpdateStrip strip = strips[(start + v) / L];
      while (end < columns && strips[(start + end) / L].equals(strip)) {
        end += L;
      }
      r.offset = offset + ((long) v << 2);
      r.index = v;
      r.column = start + v;
      strip.update(r, rows, end - v);
    }
  }
}
