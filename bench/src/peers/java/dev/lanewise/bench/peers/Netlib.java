package dev.lanewise.bench.peers;

import dev.lanewise.bench.Operands;
import dev.lanewise.bench.ProductShape;
import dev.lanewise.bench.compare.Library;
import dev.lanewise.memory.Matrix;
import dev.ludovic.netlib.blas.JavaBLAS;
import java.util.List;
import java.util.Map;

/** netlib's BLAS in pure Java, which is its VectorBLAS where the Vector API is there. */
public final class Netlib implements Library {

  @Override
  public String name() {
    return "netlib";
  }

  @Override
  public boolean available() {
    return true;
  }

  @Override
  public List<Variant> variants() {
    return List.of(new Variant("", Map.of()));
  }

  /** One size and one thread: it has no threads. */
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
    JavaBLAS blas = JavaBLAS.getInstance();
    if (!blas.getClass().getSimpleName().equals("VectorBLAS")) {
      throw new IllegalStateException("not VectorBLAS but " + blas.getClass());
    }
    return operands -> new Columns(blas, operands);
  }

  /** It knows columns only: a row-major product is that of the transposes, B first. */
  private static final class Columns implements Multiplication {
    private final JavaBLAS blas;
    private final ProductShape shape;
    private final float[] a; // (m, k)
    private final float[] b; // (k, n)
    private final float[] c; // (m, n)

    Columns(JavaBLAS blas, Operands operands) {
      this.blas = blas;
      this.shape = operands.shape();
      this.a = operands.a().toArray();
      this.b = operands.b().toArray();
      this.c = new float[shape.m() * shape.n()];
    }

    @Override
    public void run() {
      int m = shape.m();
      int n = shape.n();
      int k = shape.k();
      blas.sgemm("N", "N", n, m, k, 1f, b, n, a, k, 0f, c, n);
    }

    @Override
    public void copyResult(Matrix out) {
      out.copyFrom(c);
    }
  }
}
