package dev.lanewise.model;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.memory.Workspace;

/**
 * The two-layer net of Stanford's cs231n, assignment 1: affine → ReLU → affine → softmax. A {@link
 * FullyConnectedNet} with the course's defaults.
 */
public final class TwoLayerNet extends FullyConnectedNet {

  /** Inputs of a CIFAR-10 image: 3 planes of 32 by 32 pixels. */
  public static final int INPUTS = 3 * 32 * 32;

  /** The course's hidden width. */
  public static final int HIDDEN = 100;

  /** The classes of CIFAR-10. */
  public static final int CLASSES = 10;

  /** A net of 3072 inputs, 100 hidden units and 10 classes, weight scale 1e-3, reg 0. */
  public TwoLayerNet(Kernels kernels, Workspace workspace, int largestBatch) {
    this(NetSpec.twoLayer(INPUTS, HIDDEN, CLASSES), kernels, workspace, largestBatch);
  }

  /**
   * A net of another size.
   *
   * @throws IllegalArgumentException if {@code spec} does not have exactly one hidden layer
   */
  public TwoLayerNet(NetSpec spec, Kernels kernels, Workspace workspace, int largestBatch) {
    super(oneHiddenLayer(spec), kernels, workspace, largestBatch);
  }

  private static NetSpec oneHiddenLayer(NetSpec spec) {
    if (spec.hidden().size() != 1) {
      throw new IllegalArgumentException(
          "a two-layer net has 1 hidden layer, got " + spec.hidden().size());
    }
    return spec;
  }
}
