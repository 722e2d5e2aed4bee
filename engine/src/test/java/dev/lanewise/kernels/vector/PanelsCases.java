package dev.lanewise.kernels.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** Part of a division into panels is what the whole has there. */
public final class PanelsCases implements Runnable {

  @Override
  public void run() {
    Panels whole = new Panels();
    Panels part = new Panels();
    for (int rows = 1; rows < 200; rows++) {
      whole.divideRows(rows, 12);
      for (int from = 0; from < whole.count(); from++) {
        for (int to = from + 1; to <= whole.count(); to++) {
          part.part(whole, from, to);
          assertEquals(to - from, part.count());
          assertEquals(whole.start(to) - whole.start(from), part.size());
          for (int i = from; i < to; i++) {
            assertEquals(whole.start(i) - whole.start(from), part.start(i - from));
            assertEquals(whole.width(i), part.width(i - from));
          }
        }
      }
    }
  }
}
