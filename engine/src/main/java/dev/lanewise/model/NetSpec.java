package dev.lanewise.model;

import dev.lanewise.activation.Activation;
import dev.lanewise.activation.Dropout;
import dev.lanewise.activation.Relu;
import dev.lanewise.loss.ClassWeights;
import dev.lanewise.loss.Loss;
import dev.lanewise.loss.SoftmaxCrossEntropy;
import dev.lanewise.memory.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a fully connected net looks like, without its parameters.
 *
 * @param inputs D, values of a sample
 * @param hidden widths of the hidden layers; empty for a linear classifier
 * @param classes C
 * @param activation of the hidden layers
 * @param loss what is minimized
 * @param classWeights of the classes in the training loss
 * @param init how the initial weights are drawn
 * @param weightScale standard deviation of the initial weights; counts where these are {@link
 *     Init#GAUSSIAN}
 * @param reg L2 strength; the loss gets {@code 0.5 · reg · ΣW²}
 * @param dropout probability to drop an output of a hidden layer in training, 0 to below 1
 * @param clipNorm largest norm of the gradient of all parameters, L2 included, by which they move;
 *     0 for any
 */
public record NetSpec(
    int inputs,
    List<Integer> hidden,
    int classes,
    Activation activation,
    Loss loss,
    ClassWeights classWeights,
    Init init,
    double weightScale,
    double reg,
    double dropout,
    double clipNorm) {

  /** All values of a net, to change one. A new value needs a line in each of the three parts. */
  private static final class Fields {
    private int inputs;
    private List<Integer> hidden;
    private int classes;
    private Activation activation;
    private Loss loss;
    private ClassWeights classWeights;
    private Init init;
    private double weightScale;
    private double reg;
    private double dropout;
    private double clipNorm;

    Fields(NetSpec net) {
      inputs = net.inputs;
      hidden = net.hidden;
      classes = net.classes;
      activation = net.activation;
      loss = net.loss;
      classWeights = net.classWeights;
      init = net.init;
      weightScale = net.weightScale;
      reg = net.reg;
      dropout = net.dropout;
      clipNorm = net.clipNorm;
    }

    NetSpec net() {
      return new NetSpec(
          inputs,
          hidden,
          classes,
          activation,
          loss,
          classWeights,
          init,
          weightScale,
          reg,
          dropout,
          clipNorm);
    }
  }

  private NetSpec with(Consumer<Fields> change) {
    Fields fields = new Fields(this);
    change.accept(fields);
    return fields.net();
  }

  /** The usual weight scale. */
  public static final double WEIGHT_SCALE = 1e-3;

  /**
   * Checks every value.
   *
   * @throws IllegalArgumentException naming the value that is out of range
   */
  public NetSpec {
    hidden = List.copyOf(hidden);
    positive("inputs", inputs);
    positive("classes", classes);
    hidden.forEach(width -> positive("hidden", width));
    notNegative("weight scale", weightScale);
    notNegative("reg", reg);
    Dropout.requireProbability(dropout);
    notNegative("clip norm", clipNorm);
  }

  /** A net without class weights, dropout and clipping. */
  public NetSpec(
      int inputs,
      List<Integer> hidden,
      int classes,
      Activation activation,
      Loss loss,
      Init init,
      double weightScale,
      double reg) {
    this(
        inputs, hidden, classes, activation, loss, ClassWeights.NONE, init, weightScale, reg, 0, 0);
  }

  /** A net whose weights are {@link Init#GAUSSIAN}, without the same. */
  public NetSpec(
      int inputs,
      List<Integer> hidden,
      int classes,
      Activation activation,
      Loss loss,
      double weightScale,
      double reg) {
    this(inputs, hidden, classes, activation, loss, Init.GAUSSIAN, weightScale, reg);
  }

  /** A net with one hidden layer, ReLU, softmax loss, weight scale 1e-3 and reg 0. */
  public static NetSpec twoLayer(int inputs, int hidden, int classes) {
    return new NetSpec(
        inputs, List.of(hidden), classes, new Relu(), new SoftmaxCrossEntropy(), WEIGHT_SCALE, 0);
  }

  /** This net for other inputs. */
  public NetSpec withInputs(int other) {
    return with(it -> it.inputs = other);
  }

  /** This net with other hidden layers. */
  public NetSpec withHidden(List<Integer> widths) {
    return with(it -> it.hidden = widths);
  }

  /** This net with another activation. */
  public NetSpec withActivation(Activation other) {
    return with(it -> it.activation = other);
  }

  /** This net with another loss. */
  public NetSpec withLoss(Loss other) {
    return with(it -> it.loss = other);
  }

  /** This net with other weights of the classes. */
  public NetSpec withClassWeights(ClassWeights weights) {
    return with(it -> it.classWeights = weights);
  }

  /**
   * This net with its class weights as numbers, which a net needs to be trained.
   *
   * @param labels of the samples that it is trained on
   * @throws IllegalArgumentException if there are not as many weights as classes
   */
  public NetSpec weightedFor(Labels labels) {
    return classWeights.areNone()
        ? this
        : withClassWeights(classWeights.resolved(labels.counts(classes)));
  }

  /** This net with weights that are drawn in another way. */
  public NetSpec withInit(Init other) {
    return with(it -> it.init = other);
  }

  /** This net with {@link Init#GAUSSIAN} weights of another scale. */
  public NetSpec withWeightScale(double scale) {
    return with(it -> {
      it.init = Init.GAUSSIAN;
      it.weightScale = scale;
    });
  }

  /** This net with another L2 strength. */
  public NetSpec withReg(double strength) {
    return with(it -> it.reg = strength);
  }

  /** This net with another probability to drop an output of a hidden layer. */
  public NetSpec withDropout(double probability) {
    return with(it -> it.dropout = probability);
  }

  /** This net with another largest norm of the gradient. */
  public NetSpec withClipNorm(double norm) {
    return with(it -> it.clipNorm = norm);
  }

  /** This net, {@link Init#GAUSSIAN} by name where {@link Init#AUTO} is just that. */
  public NetSpec settled() {
    return init == Init.AUTO && hidden.size() <= 1 ? withInit(Init.GAUSSIAN) : this;
  }

  /** Whether the initial weights depend on the size of the training inputs. */
  public boolean fitsInputs() {
    return settled().init == Init.AUTO;
  }

  /** Number of affine layers. */
  public int layers() {
    return hidden.size() + 1;
  }

  /** Inputs of the affine layer {@code layer}, from 0. */
  public int layerInputs(int layer) {
    return layer == 0 ? inputs : hidden.get(layer - 1);
  }

  /** Outputs of the affine layer {@code layer}, from 0. */
  public int layerOutputs(int layer) {
    return layer == hidden.size() ? classes : hidden.get(layer);
  }

  /** Inputs, then the outputs of each affine layer; the last are the classes. */
  public List<Integer> widths() {
    List<Integer> widths = new ArrayList<>(hidden);
    widths.addFirst(inputs);
    widths.addLast(classes);
    return List.copyOf(widths);
  }

  /** Number of weights and biases. */
  public long parameters() {
    long count = 0;
    for (int layer = 0; layer < layers(); layer++) {
      count += (layerInputs(layer) + 1L) * layerOutputs(layer);
    }
    return count;
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1, got " + value);
    }
  }

  private static void notNegative(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " must be 0 or more and finite, got " + value);
    }
  }
}
