package dev.lanewise.kernels;

import dev.lanewise.activation.Activation;
import dev.lanewise.loss.ClassWeights;
import dev.lanewise.loss.Loss;
import dev.lanewise.memory.Matrix;
import dev.lanewise.optim.Optimizer;
import java.util.List;

/**
 * Nets that train on the same batches, each of any depth; known elsewhere as a horizontally fused
 * training array. A single net is an array of one.
 *
 * @param members the nets
 */
public record NetArray(List<Member> members) {

  /**
   * The parameters of one affine layer.
   *
   * @param weights (D, H)
   * @param bias (1, H)
   */
  public record Layer(Matrix weights, Matrix bias) {}

  /**
   * One net of an array, and what it minimizes.
   *
   * @param layers from the inputs to the scores; only one for a linear net
   * @param activation after every layer but the last
   * @param loss what is minimized
   * @param classWeights of the classes in it, as numbers
   * @param reg L2 strength: the loss gets {@code 0.5 · reg · ΣW²} over the weights of all layers
   * @param dropout probability to drop an output of a hidden layer in training
   * @param clipNorm largest norm of the gradient of all parameters, L2 included; 0 for any
   * @param seed of what is dropped
   * @param optimizer how the parameters move
   * @param slots what the optimizer keeps of each layer, in the order of {@link Optimizer#slots}
   */
  public record Member(
      List<Layer> layers,
      Activation activation,
      Loss loss,
      ClassWeights classWeights,
      double reg,
      double dropout,
      double clipNorm,
      long seed,
      Optimizer optimizer,
      List<List<Layer>> slots) {

    /**
     * Checks the shapes.
     *
     * @throws IllegalArgumentException if the layers do not fit together, or the weights of classes
     *     are not numbers for them
     */
    public Member {
      layers = List.copyOf(layers);
      require(!layers.isEmpty(), "a net needs at least one layer");
      int inputs = layers.getFirst().weights().rows();
      for (int i = 0; i < layers.size(); i++) {
        Matrix w = layers.get(i).weights();
        Matrix b = layers.get(i).bias();
        int number = i + 1;
        require(
            w.rows() == inputs,
            "W%d %s does not have %d rows".formatted(number, w.shape(), inputs));
        require(
            b.rows() == 1 && b.columns() == w.columns(),
            "b%d %s is not (1, %d)".formatted(number, b.shape(), w.columns()));
        inputs = w.columns();
      }
      classWeights.requireResolved(inputs);
      slots = slots.stream().map(List::copyOf).toList();
      require(
          slots.size() == optimizer.slots().size(),
          "%d slots for %s".formatted(slots.size(), optimizer.name()));
      for (List<Layer> slot : slots) {
        require(slot.size() == layers.size(), "a slot does not have as many layers as the net");
        for (int i = 0; i < layers.size(); i++) {
          requireShape(slot.get(i).weights(), layers.get(i).weights());
          requireShape(slot.get(i).bias(), layers.get(i).bias());
        }
      }
    }

    private static void requireShape(Matrix slot, Matrix parameter) {
      require(
          slot.rows() == parameter.rows() && slot.columns() == parameter.columns(),
          "a slot is %s, its parameter %s".formatted(slot.shape(), parameter.shape()));
    }

    /** Whether it moves by a gradient whose norm is limited. */
    public boolean clips() {
      return clipNorm > 0;
    }

    /** Inputs, D. */
    public int inputs() {
      return layers.getFirst().weights().rows();
    }

    /** Classes, C. */
    public int classes() {
      return layers.getLast().weights().columns();
    }

    /** Inputs, then the outputs of each layer; the last are the classes. */
    public List<Integer> widths() {
      Integer[] widths = new Integer[layers.size() + 1];
      widths[0] = inputs();
      for (int i = 0; i < layers.size(); i++) {
        widths[i + 1] = layers.get(i).weights().columns();
      }
      return List.of(widths);
    }
  }

  /**
   * Checks the shapes.
   *
   * @throws IllegalArgumentException if the nets differ in their inputs or classes
   */
  public NetArray {
    members = List.copyOf(members);
    require(!members.isEmpty(), "an array needs at least one net");
    Member first = members.getFirst();
    for (Member member : members) {
      require(member.inputs() == first.inputs(), "the nets differ in their inputs");
      require(member.classes() == first.classes(), "the nets differ in their classes");
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** Inputs, D. */
  public int inputs() {
    return members.getFirst().inputs();
  }

  /** Classes, C. */
  public int classes() {
    return members.getFirst().classes();
  }

  /** The widths of each net; see {@link Member#widths}. */
  public List<List<Integer>> widths() {
    return members.stream().map(Member::widths).toList();
  }
}
