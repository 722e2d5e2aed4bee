package dev.lanewise.bench.peers;

import dev.lanewise.bench.Operands;
import dev.lanewise.bench.ProductShape;
import dev.lanewise.bench.compare.Library;
import dev.lanewise.memory.Matrix;
import java.util.List;
import java.util.Map;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;

/** EJML's dense product, row-major. */
public final class Ejml implements Library {

  @Override
  public String name() {
    return "ejml";
  }

  @Override
  public boolean available() {
    return true;
  }

  @Override
  public List<Variant> variants() {
    return List.of(new Variant("", Map.of()));
  }

  /** One size and one thread. */
  @Override
  public boolean measures(ProductShape shape, int threads) {
    return shape.name().equals("square-1024") && threads == 1;
  }

  @Override
  public Map<String, String> environment(int threads) {
    return Map.of();
  }

  @Override
  public boolean warmsUp() {
    return true;
  }

  @Override
  public Multiplier load(int threads) {
    return Product::new;
  }

  private static final class Product implements Multiplication {
    private final FMatrixRMaj a; // (m, k)
    private final FMatrixRMaj b; // (k, n)
    private final FMatrixRMaj c; // (m, n)

    Product(Operands operands) {
      a = copy(operands.a());
      b = copy(operands.b());
      c = copy(operands.c());
    }

    private static FMatrixRMaj copy(Matrix matrix) {
      return new FMatrixRMaj(matrix.rows(), matrix.columns(), true, matrix.toArray());
    }

    @Override
    public void run() {
      CommonOps_FDRM.mult(a, b, c);
    }

    @Override
    public void copyResult(Matrix out) {
      out.copyFrom(c.data);
    }
  }
}
