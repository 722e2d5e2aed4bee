package dev.lanewise.kernels.vector;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.NetArray;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import dev.lanewise.optim.Optimizer;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * How the parameters of a {@link DenseLayer} move: the strip of each vector of columns, the
 * constants of the step, and what the optimizer keeps, in the geometry of the weights. Where a net
 * clips, it keeps gradients too: room for all columns, of which only those of nets that clip are
 * written and read.
 */
final class OptimizerState {

  private static final int L = Lanes.COUNT;

  private static final UpdateStrip NOTHING = (_, _, _) -> {};

  private final PanelMatrix weights; // (inputs, outputs)
  private final UpdateStrip[] strips; // of each vector of columns, before norms are known
  private final UpdateStrip[] clipped; // of each that waits for its norm; else nothing moves
  private final PanelMatrix[] slots; // each of the geometry of the weights
  private final MemorySegment[] ofSlots; // their memory
  private final Matrix bias; // (1, outputs padded)
  private final Matrix[] biasSlots; // (1, outputs padded) each
  private final MemorySegment[] ofBiasSlots; // their memory
  private final float[][] factors; // (most factors, outputs padded), of the weights
  private final float[][] biasFactors; // the same, of the bias
  private final PanelMatrix gradient; // what is kept until norms are known; empty if nothing waits
  private final Matrix biasGradient; // (1, outputs padded), the same of the bias
  private final float[] regs; // (outputs padded,), L2 strengths of the weights kept
  private final float[] biasRegs; // the same of the bias: none
  private final float[] scales; // (outputs padded,), of gradients kept

  /**
   * How a parameter moves.
   *
   * @param optimizer by which formula
   * @param clips whether it waits for the norm of the gradient of all parameters
   */
  record Rule(Optimizer optimizer, boolean clips) {

    static Rule of(NetArray.Member net) {
      return new Rule(net.optimizer(), net.clips());
    }

    UpdateStrip first() {
      return clips ? GradientStrip.GRADIENT : UpdateStrip.of(optimizer);
    }

    UpdateStrip second() {
      return clips ? new ClippedStrip(UpdateStrip.of(optimizer)) : NOTHING;
    }
  }

  /**
   * The state before the first step.
   *
   * @param rows of the weights, with those of padding between the panels
   * @param rules of each vector of columns; nets in one vector may differ in their numbers, since
   *     factors are set for each column
   */
  OptimizerState(
      PanelMatrix weights, int rows, int columns, List<Rule> rules, Workspace workspace) {
    this.weights = weights;
    strips = rules.stream().map(Rule::first).toArray(UpdateStrip[]::new);
    clipped = rules.stream().map(Rule::second).toArray(UpdateStrip[]::new);
    List<Optimizer> optimizers = rules.stream().map(Rule::optimizer).toList();
    int slotCount = optimizers.stream().mapToInt(it -> it.slots().size()).max().orElse(0);
    int factorCount = optimizers.stream().mapToInt(Optimizer::factors).max().orElse(0);
    int padded = Lanes.padded(columns);
    boolean clips = rules.stream().anyMatch(Rule::clips);
    gradient = new PanelMatrix(clips ? rows : 0, clips ? columns : 0, workspace);
    biasGradient = workspace.matrix(1, padded);
    regs = new float[padded];
    biasRegs = new float[padded];
    scales = new float[padded];
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

  /** Whether some columns wait for the norm of their gradient. */
  boolean clips() {
    return gradient.panels.count() > 0;
  }

  /** The gradient of the columns that wait, L2 included; empty if there are none. */
  PanelMatrix gradient() {
    return gradient;
  }

  /** Sets the L2 strength of the columns of one net whose gradients are kept. */
  void setReg(int from, int to, float reg) {
    Arrays.fill(regs, from, Lanes.padded(to), reg);
  }

  /** Sets by what the kept gradients of the columns of one net are multiplied. */
  void setScale(int from, int to, float scale) {
    Arrays.fill(scales, from, Lanes.padded(to), scale);
  }

  /** The sum of squares of the kept gradient of some biases; see {@link Kernels#sumOfSquares}. */
  double biasSquares(int from, int to) {
    double sum = 0;
    for (int j = from; j < to; j++) {
      double g = biasGradient.get(0, j);
      sum += g * g;
    }
    return sum;
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
   * Moves some rows of weights, or keeps their gradient.
   *
   * @param r of the thread
   * @param first column in the panel
   * @param gradient rows of {@code columns} values, whole vectors
   */
  void update(
      UpdateRows r, int panel, int first, int row, float[] gradient, int columns, int rows) {
    setWeights(r, panel);
    r.gradient = gradient;
    r.gradientStride = columns;
    int start = weights.panels.start(panel) + first;
    long offset = weights.offset(panel, row) + ((long) first << 2);
    move(r, strips, start, offset, rows, columns);
  }

  /**
   * Moves rows of the weights of a panel that have waited.
   *
   * @param buffer of the rows of the panel
   */
  void updateClipped(UpdateRows r, int panel, int row, float[] buffer, int rows) {
    setWeights(r, panel);
    r.gradient = buffer;
    r.gradientStride = weights.panels.width(panel);
    move(
        r,
        clipped,
        weights.panels.start(panel),
        weights.offset(panel, row),
        rows,
        weights.panels.width(panel));
  }

  private void setWeights(UpdateRows r, int panel) {
    r.values = weights.segment;
    r.slots = ofSlots;
    r.stride = weights.stride(panel);
    r.factors = factors;
    r.kept = gradient.segment;
    r.regs = regs;
    r.scales = scales;
  }

  /**
   * Moves the bias, or keeps its gradient.
   *
   * @param gradient (outputs padded,)
   * @param moved gets the values, but for the padding. Modified.
   * @param columns of the layer
   */
  void updateBias(UpdateRows r, float[] gradient, float[] moved, int columns) {
    updateBias(r, strips, gradient);
    MemorySegment.copy(bias.segment(), Matrix.FLOAT, 0, moved, 0, columns);
  }

  /** Moves the biases that have waited; {@code gradient} is overwritten. */
  void updateClippedBias(UpdateRows r, float[] gradient, float[] moved, int columns) {
    updateBias(r, clipped, gradient);
    MemorySegment.copy(bias.segment(), Matrix.FLOAT, 0, moved, 0, columns);
  }

  private void updateBias(UpdateRows r, UpdateStrip[] with, float[] gradient) {
    r.values = bias.segment();
    r.slots = ofBiasSlots;
    r.stride = 0;
    r.gradient = gradient;
    r.gradientStride = 0;
    r.factors = biasFactors;
    r.kept = biasGradient.segment();
    r.regs = biasRegs;
    r.scales = scales;
    move(r, with, 0, 0, 1, gradient.length);
  }

  private void move(
      UpdateRows r, UpdateStrip[] with, int start, long offset, int rows, int columns) {
    int end;
    for (int v = 0; v < columns; v = end) {
      end = v + L;
      UpdateStrip strip = with[(start + v) / L];
      while (end < columns && with[(start + end) / L].equals(strip)) {
        end += L;
      }
      r.offset = offset + ((long) v << 2);
      r.index = v;
      r.column = start + v;
      strip.update(r, rows, end - v);
    }
  }
}
