package dev.lanewise.model;

import dev.lanewise.activation.Activation;
import dev.lanewise.activation.Dropout;
import dev.lanewise.activation.Identity;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Batch;
import dev.lanewise.memory.Labels;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import dev.lanewise.optim.ClipNorm;
import dev.lanewise.optim.Optimizer;
import java.util.ArrayList;
import java.util.List;

/**
 * A net of affine layers with an activation between them: affine → f → … → affine → loss. This
 * class is the readable form of a whole training step, of any depth: {@link #scores} goes forward,
 * {@link #lossAndGradients} goes back, {@link #step} moves the parameters. The fused step gives the
 * same bits.
 *
 * <p>Parameters are allocated from the workspace given at construction, buffers and gradients from
 * it too at their first use. Matrices that a method returns are views of the buffers and hold until
 * the next call. Not for concurrent use.
 */
public class FullyConnectedNet {

  private final NetSpec spec;
  private final Kernels kernels;
  private final Workspace workspace;
  private final List<AffineLayer> layers = new ArrayList<>();
  private final List<Param> params = new ArrayList<>();
  private final List<Parameters> slots = new ArrayList<>(); // those of the optimizer
  private final int largestBatch;
  private final Buffer x; // (largest N, D), the batch normalized
  private final Buffer dscores; // (largest N, C)

  /** One layer, {@code out = f(z)} with {@code z = x · w + b}, and the buffers of a batch. */
  private final class AffineLayer {

    final Activation activation;
    final Param weights; // (inputs, outputs)
    final Param bias; // (1, outputs)
    final Buffer z; // (largest N, outputs), before the activation; used only where it is read
    final Buffer out; // (largest N, outputs)
    final Buffer kept; // (largest N, outputs), factors of dropout; used only with it
    final Buffer dropped; // (largest N, outputs), what the next layer reads; used only with it
    final Buffer dz; // (largest N, outputs)
    final Buffer dx; // (largest N, inputs)

    AffineLayer(int number, int inputs, int outputs, Activation activation) {
      this.activation = activation;
      Buffer dw = new Buffer(workspace, inputs, outputs);
      Buffer db = new Buffer(workspace, 1, outputs);
      weights = new Param("W" + number, workspace.matrix(inputs, outputs), dw::get, true);
      bias = new Param("b" + number, workspace.matrix(1, outputs), db::get, false);
      z = new Buffer(workspace, largestBatch, outputs);
      out = new Buffer(workspace, largestBatch, outputs);
      kept = new Buffer(workspace, largestBatch, outputs);
      dropped = new Buffer(workspace, largestBatch, outputs);
      dz = new Buffer(workspace, largestBatch, outputs);
      dx = new Buffer(workspace, largestBatch, inputs);
    }

    /** The outputs for inputs (N, inputs). */
    Matrix forward(Matrix x) {
      Matrix result = out.first(x.rows());
      if (activation.readsInput()) {
        Matrix before = z.first(x.rows());
        kernels.matmul(before, x, weights.value(), false);
        kernels.addBias(before, bias.value(), new Identity());
        kernels.activate(result, before, activation);
      } else {
        kernels.matmul(result, x, weights.value(), false);
        kernels.addBias(result, bias.value(), activation);
      }
      return result;
    }

    /** Drops outputs of the last {@link #forward}. */
    Matrix drop(Matrix outputs, Dropout dropout, long step) {
      Matrix factors = kept.first(outputs.rows());
      Matrix result = dropped.first(outputs.rows());
      kernels.dropoutFactors(factors, dropout, step);
      kernels.multiplyKept(result, outputs, factors);
      return result;
    }

    /** The gradient of the outputs from that of the dropped ones, in place. */
    void undrop(Matrix gradient) {
      kernels.multiplyKept(gradient, gradient, kept.first(gradient.rows()));
    }

    /** Sets the gradients of weights and bias; {@code dout} is (N, outputs). */
    Matrix backward(Matrix x, Matrix dout) {
      Matrix gradient = dout;
      if (!(activation instanceof Identity)) {
        Matrix after = out.first(x.rows());
        Matrix before = activation.readsInput() ? z.first(x.rows()) : after;
        gradient = dz.first(x.rows());
        kernels.activateBackward(gradient, dout, before, after, activation);
      }
      kernels.matmulTransA(weights.gradient(), x, gradient, false);
      kernels.columnSums(bias.gradient(), gradient);
      return gradient;
    }

    /** The gradient of the inputs, from that of {@link #z}. */
    Matrix inputGradient(Matrix gradient) {
      Matrix result = dx.first(gradient.rows());
      kernels.matmulTransB(result, gradient, weights.value(), false);
      return result;
    }
  }

  /**
   * A net with zero parameters; {@link #initialize} draws them.
   *
   * @param largestBatch the most rows a batch may have
   * @throws IllegalArgumentException if the class weights are not numbers for the classes; see
   *     {@link NetSpec#weightedFor}
   */
  public FullyConnectedNet(NetSpec spec, Kernels kernels, Workspace workspace, int largestBatch) {
    spec.classWeights().requireResolved(spec.classes());
    this.spec = spec;
    this.kernels = kernels;
    this.workspace = workspace;
    this.largestBatch = largestBatch;
    for (int i = 0; i < spec.layers(); i++) {
      Activation activation = i + 1 < spec.layers() ? spec.activation() : new Identity();
      AffineLayer layer =
          new AffineLayer(i + 1, spec.layerInputs(i), spec.layerOutputs(i), activation);
      layers.add(layer);
      params.add(layer.weights);
      params.add(layer.bias);
    }
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
      values +=
          spec.activation().readsInput() ? (double) largestBatch * spec.layerOutputs(layer) : 0;
      values += spec.dropout() > 0 ? 2.0 * largestBatch * spec.layerOutputs(layer) : 0;
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
   * row, each a pure function of the seed, its layer and its position. Biases are drawn too by
   * {@link Init#TORCH}, else they become 0.
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
  public Matrix scores(Batch batch) {
    Matrix out = x.first(batch.count());
    kernels.gather(out, batch);
    for (AffineLayer layer : layers) {
      out = layer.forward(out);
    }
    return out;
  }

  /**
   * The mean loss of a batch, L2 included; sets the gradients of all parameters, L2 included.
   *
   * @param batch N rows
   * @param labels (N,)
   */
  public double lossAndGradients(Batch batch, Labels labels) {
    scores(batch);
    double loss = gradients(batch.count(), labels, false);
    for (AffineLayer layer : layers) {
      kernels.addL2Gradient(layer.weights.gradient(), layer.weights.value(), (float) spec.reg());
    }
    return loss + penalty();
  }

  /** The scores of a training step, with outputs of hidden layers dropped. */
  private void scoresWithDropout(Batch batch, long seed, long number) {
    Matrix out = x.first(batch.count());
    kernels.gather(out, batch);
    for (int i = 0; i < layers.size(); i++) {
      out = layers.get(i).forward(out);
      if (i + 1 < layers.size()) {
        out = layers.get(i).drop(out, new Dropout(spec.dropout(), seed, i), number);
      }
    }
  }

  /**
   * The mean loss of the batch of n rows whose scores were computed last, without L2; sets the
   * gradients of all parameters, without L2.
   */
  private double gradients(int n, Labels labels, boolean dropped) {
    Matrix dout = dscores.first(n);
    double loss =
        kernels.loss(dout, layers.getLast().out.first(n), labels, spec.loss(), spec.classWeights());
    for (int i = layers.size() - 1; i >= 0; i--) {
      Matrix gradient = layers.get(i).backward(inputs(i, n, dropped), dout);
      if (i > 0) {
        dout = layers.get(i).inputGradient(gradient);
        if (dropped) {
          layers.get(i - 1).undrop(dout);
        }
      }
    }
    return loss;
  }

  /** What layer {@code i} has read: (n, its inputs). */
  private Matrix inputs(int i, int n, boolean dropped) {
    if (i == 0) {
      return x.first(n);
    }
    AffineLayer before = layers.get(i - 1);
    return dropped ? before.dropped.first(n) : before.out.first(n);
  }

  /** The L2 penalty, 0.5 · reg · ΣW². */
  private double penalty() {
    double squares = 0;
    for (AffineLayer layer : layers) {
      squares += spec.reg() == 0 ? 0 : kernels.sumOfSquares(layer.weights.value());
    }
    return 0.5 * spec.reg() * squares;
  }

  /**
   * Trains on one batch: gradients, then every parameter moves, weights with L2.
   *
   * @param batch N rows
   * @param labels (N,)
   * @param optimizer the same at every step, since it finds its slots as it has left them
   * @param learningRate of the step
   * @param number of the step in the run, from 1
   * @param seed of the run, which tells what dropout drops
   * @return the mean loss before the update, L2 included
   */
  public double step(
      Batch batch,
      Labels labels,
      Optimizer optimizer,
      double learningRate,
      long number,
      long seed) {
    boolean drops = spec.dropout() > 0;
    if (drops) {
      scoresWithDropout(batch, seed, number);
    } else {
      scores(batch);
    }
    double loss = gradients(batch.count(), labels, drops) + penalty();
    if (spec.clipNorm() > 0) {
      clip();
    }
    List<Parameters> kept = slots(optimizer);
    float[] factors = new float[optimizer.factors()];
    for (int i = 0; i < params.size(); i++) {
      Param param = params.get(i);
      double reg = spec.clipNorm() > 0 ? 0 : strength(param); // clipped gradients have L2
      optimizer.setFactors(factors, learningRate, reg, param.regularized(), number);
      int at = i;
      List<Matrix> ofParam = kept.stream().map(slot -> slot.values().get(at)).toList();
      kernels.update(param.value(), param.gradient(), ofParam, optimizer, factors);
    }
    return loss;
  }

  /** Limits the norm of the gradient of all parameters, and adds that of L2 before. */
  private void clip() {
    double squares = 0;
    for (Param param : params) {
      kernels.addL2Gradient(param.gradient(), param.value(), (float) strength(param));
      squares += kernels.sumOfSquares(param.gradient());
    }
    float scale = ClipNorm.scale(spec.clipNorm(), squares);
    for (Param param : params) {
      kernels.scale(param.gradient(), scale);
    }
  }

  private double strength(Param param) {
    return param.regularized() ? spec.reg() : 0;
  }

  /** What the optimizer keeps of all parameters, in the order of {@link Optimizer#slots}. */
  public List<Parameters> slots(Optimizer optimizer) {
    while (slots.size() < optimizer.slots().size()) {
      slots.add(Parameters.zeros(spec, workspace));
    }
    return List.copyOf(slots);
  }
}
