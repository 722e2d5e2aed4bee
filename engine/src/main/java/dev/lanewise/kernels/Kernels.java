package dev.lanewise.kernels;

import dev.lanewise.activation.Activation;
import dev.lanewise.activation.Dropout;
import dev.lanewise.loss.ClassWeights;
import dev.lanewise.loss.Loss;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import dev.lanewise.optim.Optimizer;
import java.util.List;
import java.util.Optional;

/**
 * The operations a net is made of: formula, shapes and order of evaluation of each. This interface
 * is the specification; implementations add speed and no bit. docs/numerics gives the reasons.
 *
 * <p>Outputs come first and are modified; they must not overlap an input unless the operation says
 * so. An output that is overwritten may hold anything before, NaN included. Every implementation
 * trusts its arguments: {@link CheckedKernels} is the layer that checks them. Padding between the
 * rows of an output is never written.
 */
public interface Kernels {

  /** Rows of a block of {@link #sumOfSquares}. */
  int L2_BLOCK_ROWS = 64;

  /** Width of the vectors in bits: 128, 256 or 512; 0 for the scalar backend. */
  int vectorBits();

  /**
   * Measures the FMA peak: GFLOPS of independent chains of fma in registers, on all threads. The
   * first calls measure compilers too.
   *
   * @return 0 for the scalar kernels
   */
  double peakGflops(double seconds);

  /** The register tiles of the product, for people; {@code none} for the scalar kernels. */
  String tiles();

  /**
   * Product {@code C = A · B}, or {@code C += A · B}: BLAS sgemm with alpha 1, beta 0 or 1.
   *
   * <p>Each element is one chain {@code c = fma(a[i,p], b[p,j], c)}, p ascending from 0; it starts
   * at +0, or at the old c. Zeros are not skipped, so 0 · Inf is NaN.
   *
   * @param c (m, n). Modified.
   * @param a (m, k)
   * @param b (k, n)
   * @param accumulate whether the chain starts at the old C
   */
  void matmul(Matrix c, Matrix a, Matrix b, boolean accumulate);

  /**
   * Product {@code C = Aᵀ · B}, or {@code C += Aᵀ · B}, in the order of {@link #matmul}.
   *
   * @param c (m, n). Modified.
   * @param a (k, m)
   * @param b (k, n)
   * @param accumulate whether the chain starts at the old C
   */
  void matmulTransA(Matrix c, Matrix a, Matrix b, boolean accumulate);

  /**
   * Product {@code C = A · Bᵀ}, or {@code C += A · Bᵀ}, in the order of {@link #matmul}.
   *
   * @param c (m, n). Modified.
   * @param a (m, k)
   * @param b (n, k)
   * @param accumulate whether the chain starts at the old C
   */
  void matmulTransB(Matrix c, Matrix a, Matrix b, boolean accumulate);

  /**
   * Reads a batch: {@code out[i,j] = (raw - mean[j]) * inverse[j]}, raw being value j of row i of
   * {@code x}, a byte 0 … 255 or a float.
   *
   * @param out (N, D). Modified.
   * @param x N rows of D inputs
   */
  void gather(Matrix out, Batch x);

  /**
   * Bias and activation in place: {@code out[i,j] = f(out[i,j] + bias[j])}.
   *
   * @param out (N, H). Modified.
   * @param bias (1, H)
   * @param activation f
   */
  void addBias(Matrix out, Matrix bias, Activation activation);

  /**
   * Activation: {@code out[i,j] = f(x[i,j])}.
   *
   * @param out (N, H), may be {@code x}. Modified.
   * @param x (N, H)
   * @param activation f
   */
  void activate(Matrix out, Matrix x, Activation activation);

  /**
   * Gradient through an activation: {@code dx = dout · f'}; see {@link Activation#backward}.
   *
   * @param dx (N, H), may be {@code dout}. Modified.
   * @param dout (N, H) gradient of the output
   * @param z (N, H) the input; not read unless {@link Activation#readsInput}, and then may be
   *     {@code out}
   * @param out (N, H) what {@link #activate} gave
   * @param activation f
   */
  void activateBackward(Matrix dx, Matrix dout, Matrix z, Matrix out, Activation activation);

  /**
   * The factors of dropout of a batch; see {@link Dropout#factors}.
   *
   * @param factors (N, H). Modified.
   * @param dropout which units are dropped
   * @param step number of the step in the run, from 1
   */
  void dropoutFactors(Matrix factors, Dropout dropout, long step);

  /**
   * Dropout: {@code out[i,j] = factors[i,j] == 0 ? 0 : x[i,j] * factors[i,j]}. Selects, so that a
   * value that is dropped is +0, whatever it was.
   *
   * @param out (N, H), may be {@code x}. Modified.
   * @param x (N, H)
   * @param factors (N, H)
   */
  void multiplyKept(Matrix out, Matrix x, Matrix factors);

  /**
   * Column sums, the gradient of a bias: {@code sums[j] = x[0,j] + x[1,j] + …}, rows ascending from
   * +0, plain additions.
   *
   * @param sums (1, H). Modified.
   * @param x (N, H)
   */
  void columnSums(Matrix sums, Matrix x);

  /**
   * Class probabilities: {@code p[i,j] = e[j] / Z}; see {@link SoftmaxCrossEntropy}.
   *
   * @param p (N, C). Modified.
   * @param x (N, C) logits
   */
  void softmax(Matrix p, Matrix x);

  /**
   * The loss of a batch and its gradient: {@link Loss#row} row by row; the rows' losses are added
   * in double, ascending, and the sum divided by the normalizer: N, or with weights the sum of
   * those of the rows' labels, in double, ascending. Where that is 0, loss and gradient are 0.
   *
   * @param dx (N, C) gradient. Modified.
   * @param x (N, C) logits
   * @param labels (N,) classes, each 0 … C-1
   * @param loss what is minimized
   * @param weights of the C classes, as numbers
   * @return the mean loss
   */
  double loss(Matrix dx, Matrix x, Labels labels, Loss loss, ClassWeights weights);

  /** The same without class weights. */
  default double loss(Matrix dx, Matrix x, Labels labels, Loss loss) {
    return loss(dx, x, labels, loss, ClassWeights.NONE);
  }

  /**
   * The first maximum of each row.
   *
   * @param classes gets N column indices, from position 0. Modified.
   * @param x (N, C) scores, C at least 1
   * @throws ArithmeticException if a score is NaN; the message names the row
   */
  void argmax(int[] classes, Matrix x);

  /**
   * {@code ΣW²} in double: inside each block of 64 consecutive rows one chain {@code s += w · w}
   * per column, rows ascending; the blocks are added per column in order, then the columns in
   * order.
   *
   * @param w (D, H)
   */
  double sumOfSquares(Matrix w);

  /**
   * Adds the gradient of the L2 penalty: {@code dw = fma(reg, w, dw)}.
   *
   * @param dw (D, H) gradient of the data loss. Modified.
   * @param w (D, H)
   * @param reg strength, rounded to float32 by the caller
   */
  void addL2Gradient(Matrix dw, Matrix w, float reg);

  /**
   * Multiplies every value: {@code x = factor · x}.
   *
   * @param x (N, C). Modified.
   */
  void scale(Matrix x, float factor);

  /**
   * Moves a parameter: {@link Optimizer#update} for all its values.
   *
   * @param w (D, H). Modified.
   * @param gradient (D, H) of the loss without L2
   * @param slots (D, H) each, those of {@link Optimizer#slots}. Modified.
   * @param optimizer how values move
   * @param factors of the step; see {@link Optimizer#factors}
   */
  void update(Matrix w, Matrix gradient, List<Matrix> slots, Optimizer optimizer, float[] factors);

  /**
   * Whether {@link #fusedStep} gives one for nets of these sizes together.
   *
   * @param widths of each net: its inputs, then the outputs of each layer
   */
  boolean fuses(List<List<Integer>> widths, int largestBatch);

  /**
   * Whole training steps of nets of any depth, computed in fewer passes over memory.
   *
   * @param nets whose parameters to train
   * @param largestBatch the most rows of a training batch
   * @param workspace where working memory is taken from
   * @return empty unless {@link #fuses}
   */
  Optional<TrainingStep> fusedStep(NetArray nets, int largestBatch, Workspace workspace);
}
