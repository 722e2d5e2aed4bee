package dev.lanewise.bench.peers;

import static org.bytedeco.pytorch.global.torch.ScalarType;
import static org.bytedeco.pytorch.global.torch.cross_entropy_loss;
import static org.bytedeco.pytorch.global.torch.relu;
import static org.bytedeco.pytorch.global.torch.set_num_threads;

import dev.lanewise.bench.Operands;
import dev.lanewise.bench.ProductShape;
import dev.lanewise.bench.ProductShape.Group;
import dev.lanewise.bench.TrainingSet;
import dev.lanewise.bench.compare.Library;
import dev.lanewise.memory.Matrix;
import dev.lanewise.memory.Workspace;
import dev.lanewise.model.Parameters;
import dev.lanewise.optim.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** PyTorch's C++ side, libtorch, as org.bytedeco packs it, with OpenBLAS: training steps only. */
public class PyTorch implements Library {

  @Override
  public String name() {
    return "pytorch";
  }

  @Override
  public boolean available() {
    return Loader.getPlatform().equals("linux-x86_64")
        && PyTorch.class.getResource("/org/bytedeco/pytorch/linux-x86_64/libtorch_cpu.so") != null;
  }

  /** Threads of OpenMP, which its own loops use, and of OpenBLAS: both, or one of the two. */
  @Override
  public List<Variant> variants() {
    return List.of(
        new Variant("products", Map.of("OMP_NUM_THREADS", "1")),
        new Variant("loops", Map.of("OPENBLAS_NUM_THREADS", "1")),
        new Variant("both", Map.of()));
  }

  @Override
  public boolean measures(ProductShape shape, int threads) {
    return shape.group() == Group.TRAINING;
  }

  /** Passive waiting: two pools that spin on the same processors slow each other down 30 times. */
  @Override
  public Map<String, String> environment(int threads) {
    String count = String.valueOf(threads);
    return Map.of(
        "OMP_NUM_THREADS", count, "OPENBLAS_NUM_THREADS", count, "OMP_WAIT_POLICY", "passive");
  }

  @Override
  public boolean warmsUp() {
    return true;
  }

  @Override
  public Multiplier load(int threads) {
    set_num_threads(Integer.parseInt(System.getenv("OMP_NUM_THREADS")));
    return new Multiplier() {
      @Override
      public Multiplication prepare(Operands operands) {
        throw new UnsupportedOperationException("trains only");
      }

      @Override
      public Training prepare(TrainingSet set) {
        return new Net(set);
      }
    };
  }

  /** How the parameters of a net move: its optimizer class. */
  Mover mover(TensorVector weights, TensorVector biases, Optimizer optimizer) {
    org.bytedeco.pytorch.Optimizer theirs =
        TorchOptimizers.of(weights, biases, optimizer, TrainingSet.LEARNING_RATE, TrainingSet.REG);
    return new Mover() {
      @Override
      public void zeroGradients() {
        theirs.zero_grad();
      }

      @Override
      public void step() {
        theirs.step();
      }
    };
  }

  /** Moves the parameters of a net along their gradients. */
  interface Mover {
    void zeroGradients();

    void step();
  }

  /** The net as PyTorch's users write it: linear, ReLU, …, linear, cross-entropy. */
  private final class Net implements Training {

    private final Tensor pixels; // (samples, D) bytes
    private final Tensor classes; // (samples,)
    private final List<Tensor> order = new ArrayList<>(); // (N,) of each batch
    private final List<LinearImpl> layers = new ArrayList<>(); // the last gives the scores
    private final Mover mover;

    Net(TrainingSet set) {
      int inputs = set.spec().inputs();
      byte[] bytes = new byte[Math.toIntExact(set.pixels().segment().byteSize())];
      set.pixels().segment().asByteBuffer().get(bytes);
      pixels = Tensor.create(bytes, bytes.length / inputs, inputs).to(ScalarType.Byte).clone();
      classes = longs(set.classes());
      for (int i = 0; i < TrainingSet.BATCHES; i++) {
        order.add(longs(set.order(i)));
      }
      addLayers(set);
      mover = mover(set.optimizer());
    }

    private static Tensor longs(int[] values) {
      return Tensor.create(Arrays.stream(values).asLongStream().toArray()).to(ScalarType.Long);
    }

    private void addLayers(TrainingSet set) {
      try (Workspace workspace = new Workspace()) {
        Parameters net = set.net(workspace);
        for (int i = 0; i < set.spec().layers(); i++) {
          Matrix weights = net.weights(i);
          LinearImpl layer = new LinearImpl(weights.rows(), weights.columns());
          copy(layer.weight(), weights, true);
          copy(layer.bias(), net.bias(i), false);
          layers.add(layer);
        }
      }
    }

    private static void copy(Tensor to, Matrix from, boolean transposed) {
      Tensor values = Tensor.create(from.toArray(), from.rows(), from.columns());
      Tensor shaped = transposed ? values.t() : values.view(from.columns());
      to.set_data(shaped.contiguous().clone());
    }

    private Mover mover(Optimizer optimizer) {
      TensorVector weights = new TensorVector();
      TensorVector biases = new TensorVector();
      for (LinearImpl layer : layers) {
        weights.push_back(layer.weight());
        biases.push_back(layer.bias());
      }
      return PyTorch.this.mover(weights, biases, optimizer);
    }

    @Override
    @SuppressWarnings("try") // the scope frees the tensors made within it
    public double step(int batch, boolean wantsLoss) {
      try (PointerScope scope = new PointerScope()) {
        double penalty = wantsLoss ? penalty() : 0;
        Tensor rows = order.get(batch);
        Tensor x = pixels.index_select(0, rows).to(ScalarType.Float).mul_(scalar(1f / 255f));
        for (LinearImpl layer : layers.subList(0, layers.size() - 1)) {
          x = relu(layer.forward(x));
        }
        Tensor scores = layers.getLast().forward(x);
        Tensor loss = cross_entropy_loss(scores, classes.index_select(0, rows));
        mover.zeroGradients();
        loss.backward();
        mover.step();
        return wantsLoss ? loss.item_double() + penalty : 0;
      }
    }

    private static Scalar scalar(float value) {
      return new Scalar(value);
    }

    private double penalty() {
      double squares = 0;
      for (LinearImpl layer : layers) {
        squares += torch.sum(layer.weight().square()).item_double();
      }
      return 0.5 * TrainingSet.REG * squares;
    }
  }
}
