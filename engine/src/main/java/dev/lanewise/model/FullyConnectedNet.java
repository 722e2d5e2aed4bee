package dev.lanewise.model;

import dev.lanewise.kernels.Activation;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Rows;
import dev.lanewise.memory.Workspace;
import dev.lanewise.nn.Affine;
import dev.lanewise.nn.Buffer;
import dev.lanewise.nn.Param;
import java.util.ArrayList;
import java.util.List;

/**
 * A net of affine layers with an activation between them: affine → f → … → affine → loss.
 *
 * <p>Parameters are allocated from the workspace given at construction, buffers and gradients from
 * it too at their first use. Matrices that a method returns are views of the buffers and hold until
 * the next call. Not for concurrent use.
 */
public class FullyConnectedNet {

  private final NetSpec spec;
  private final Kernels kernels;
  private final List<Affine> layers = new ArrayList<>();
  private final List<Param> params = new ArrayList<>();
  private final int largestBatch;
  private final Buffer x; // (largest N, D), the batch normalized
  private final Buffer dscores; // (largest N, C)

  /**
   * A net with zero parameters; {@link #initialize} draws them.
   *
   * @param largestBatch the most rows a batch may have
   */
  public FullyConnectedNet(NetSpec spec, Kernels kernels, Workspace workspace, int largestBatch) {
    this.spec = spec;
    this.kernels = kernels;
    for (int i = 0; i < spec.layers(); i++) {
      Activation activation = i + 1 < spec.layers() ? spec.activation() : Activation.IDENTITY;
      Affine layer =
          new Affine(
              kernels,
              workspace,
              largestBatch,
              spec.layerInputs(i),
              spec.layerOutputs(i),
              activation,
              i + 1);
      layers.add(layer);
      params.addAll(layer.params());
    }
    this.largestBatch = largestBatch;
    this.x = new Buffer(workspace, largestBatch, spec.inputs());
    this.dscores = new Buffer(workspace, largestBatch, spec.classes());
  }

  /**
   * About how many bytes a net takes, rows not padded: parameters and gradients, and for the
   * largest batch every layer's input, output and their gradients. Saturates at the largest long.
   */
  public static long bytesNeeded(NetSpec spec, int largestBatch) {
    double values = 2.0 * spec.parameters();
    for (int layer = 0; layer < spec.layers(); layer++) {
      values += 2.0 * largestBatch * (spec.layerInputs(layer) + spec.layerOutputs(layer));
    }
    return (long) (values * Float.BYTES);
  }

  /** The form of the net. */
  public NetSpec spec() {
    return spec;
  }

  /** The kernels the net runs on. */
  public Kernels kernels() {
    return kernels;
  }

  /** The most rows a batch may have. */
  public int largestBatch() {
    return largestBatch;
  }

  /** W1, b1, W2, b2, …: weights (D, H), biases (1, H). */
  public List<Param> params() {
    return List.copyOf(params);
  }

  /** The values of {@link #params}: not copies. */
  public Parameters parameters() {
    return new Parameters(spec, params.stream().map(Param::value).toList());
  }

  /**
   * Draws the weights as {@link NetSpec#init} says, for inputs whose root mean square is 1: row by
   * row, each a pure function of the seed, its layer and its position; biases become 0.
   */
  public void initialize(long seed) {
    initialize(seed, 1);
  }

  /**
   * The same for inputs of any size.
   *
   * @param inputSize root mean square of the normalized training inputs; counts where {@link
   *     NetSpec#fitsInputs}
   */
  public void initialize(long seed, double inputSize) {
    parameters().initialize(seed, inputSize);
  }

  /**
   * The scores, or logits, of a batch.
   *
   * @param batch N rows, N at most {@link #largestBatch}
   * @return (N, C)
   */
  public Matrix scores(Rows batch) {
    Matrix out = x.first(batch.count());
    kernels.gather(out, batch);
    for (Affine layer : layers) {
      out = layer.forward(out);
    }
    return out;
  }

  /**
   * The mean loss of a batch, L2 included; sets the gradients of all parameters.
   *
   * @param batch N rows
   * @param labels (N,)
   */
  public double lossAndGradients(Rows batch, Labels labels) {
    Matrix scores = scores(batch);
    Matrix dout = dscores.first(batch.count());
    double loss = spec.loss().lossAndGradient(kernels, dout, scores, labels);
    for (int layer = layers.size() - 1; layer > 0; layer--) {
      dout = layers.get(layer).backward(dout);
    }
    layers.getFirst().gradients(dout);
    return loss + regularize();
  }

  /** Adds the gradient of the L2 penalty and returns the penalty, 0.5 · reg · ΣW²; 0 at reg 0. */
  private double regularize() {
    double squares = 0;
    for (Param param : params) {
      if (param.regularized()) {
        kernels.addL2Gradient(param.gradient(), param.value(), (float) spec.reg());
        squares += spec.reg() == 0 ? 0 : kernels.sumOfSquares(param.value());
      }
    }
    return 0.5 * spec.reg() * squares;
  }
}
