package dev.lanewise.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.data.DataChecksum;
import dev.lanewise.data.DataSet;
import dev.lanewise.data.DataSets;
import dev.lanewise.data.SplitSizes;
import dev.lanewise.kernels.Backends;
import dev.lanewise.memory.Workspace;
import dev.lanewise.parallel.Parallel;
import dev.lanewise.train.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.OptionSpec;

/** What documents and files say of the settings of a run: everything that can change a bit. */
class SettingsTest {

  /**
   * Options of {@code train} that change no bit of a model; every other is a {@link RunSettings}.
   */
  private static final Set<String> CHANGE_NO_BIT =
      Set.of(
          "--config", // what it gives counts as typed
          "--data-dir",
          "--from", // changes bits: the settings tell the digest of its weights
          "--checkpoint",
          "--checkpoint-seconds",
          "--resume",
          "--model",
          "--no-clobber",
          "--threads",
          "--backend",
          "--vector-bits",
          "--json",
          "--quiet",
          "--debug",
          "--help");

  /** A value other than the default for each option that is a setting. */
  private static final Map<String, String> OTHER = new LinkedHashMap<>();

  static {
    OTHER.put("--train-size", "40");
    OTHER.put("--validation-size", "9");
    OTHER.put("--test-size", "4");
    OTHER.put("--normalize", "standardize");
    OTHER.put("--hidden", "6-4");
    OTHER.put("--activation", "tanh");
    OTHER.put("--loss", "svm");
    OTHER.put("--init", "gaussian");
    OTHER.put("--weight-scale", "0.1");
    OTHER.put("--reg", "0.25");
    OTHER.put("--optimizer", "sgd");
    OTHER.put("--learning-rate", "0.002");
    OTHER.put("--lr-decay", "0.5");
    OTHER.put("--batch-size", "8");
    OTHER.put("--epochs", "3");
    OTHER.put("--sampling", "replacement");
    OTHER.put("--early-stopping", "2");
    OTHER.put("--seed", "-7");
    OTHER.put("--warmup-steps", "5");
    OTHER.put("--monitor", "loss");
    OTHER.put("--min-delta", "0.01");
    OTHER.put("--schedule", "constant");
    OTHER.put("--dropout", "0.25");
    OTHER.put("--class-weights", "balanced");
    OTHER.put("--clip-norm", "0.5");
  }

  /** Numbers of optimizers and schedules, each with the formula that has them. */
  private static final List<List<String>> OF_FORMULAS =
      List.of(
          List.of("--optimizer=nesterov", "--momentum=0.5"),
          List.of("--optimizer=rmsprop", "--rho=0.75", "--epsilon=0.5"),
          List.of("--optimizer=adamw", "--beta1=0.5", "--beta2=0.75", "--weight-decay=0.5"),
          List.of("--schedule=step", "--step-epochs=1", "--rate-factor=0.5"),
          List.of("--schedule=plateau", "--plateau-patience=2"),
          List.of("--schedule=cosine", "--schedule-epochs=20"),
          List.of("--loss=softmax", "--label-smoothing=0.25"));

  @TempDir private Path temp;
  private String data = "";

  @BeforeEach
  void writeData() throws IOException {
    data = TinyData.write(temp.resolve("tiny")).toString();
  }

  private List<String> others(String command) {
    List<String> args = new ArrayList<>(List.of(command, "--json", "--data", data));
    OTHER.forEach((option, value) -> args.add(option + "=" + value));
    return args;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Map<String, Object> document, String key) {
    return (Map<String, Object>) Optional.ofNullable(document.get(key)).orElseThrow();
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> trials(Map<String, Object> document) {
    return (List<Map<String, Object>>) Optional.ofNullable(document.get("trials")).orElseThrow();
  }

  private String checksum(int train, int validation) throws IOException {
    try (Workspace workspace = new Workspace()) {
      SplitSizes sizes =
          new SplitSizes(OptionalInt.of(train), OptionalInt.of(validation), OptionalInt.empty());
      DataSet set = DataSets.open(Path.of(data), sizes, workspace);
      return DataChecksum.of(set);
    }
  }

  /** A new option must become a line of {@link RunSettings}, or be named above. */
  @Test
  void everyOptionOfTrainIsASettingOrChangesNoBit() {
    Set<String> options = new TreeSet<>();
    for (OptionSpec option :
        Main.commandLine().getSubcommands().get("train").getCommandSpec().options()) {
      options.add(option.longestName());
    }
    options.removeAll(CHANGE_NO_BIT);
    Set<String> settings = new TreeSet<>();
    RunSettings.WITH_OPTION.forEach(setting -> settings.add(setting.option()));
    assertEquals(options, settings);
    Set<String> tried = new TreeSet<>(OTHER.keySet());
    tried.add("--data");
    for (List<String> formula : OF_FORMULAS) {
      formula.forEach(option -> tried.add(option.replaceFirst("=.*", "")));
    }
    assertEquals(options, tried);
  }

  /** They are told where they count, and nowhere else; each changes the model. */
  @Test
  void trainTellsNumbersOfFormulas() {
    Set<Object> digests = new TreeSet<>();
    for (List<String> formula : OF_FORMULAS) {
      List<String> args = new ArrayList<>(List.of("train", "--json", "--data", data));
      args.addAll(List.of("--batch-size", "10", "--epochs", "3", "--reg", "0.1"));
      boolean plateau = formula.getFirst().contains("plateau");
      args.addAll(List.of("--validation-size", plateau ? "9" : "0")); // then the last is the best
      args.add(formula.getFirst());
      Map<String, Object> plain = CommandRun.of(args).done().document();
      args.addAll(formula.subList(1, formula.size()));
      Map<String, Object> document = CommandRun.of(args).done().document();
      for (String option : formula) {
        String words = option.substring(2, option.indexOf('='));
        String key = words.equals("loss") ? "lossFunction" : key(words);
        String value = String.valueOf(map(document, "settings").get(key));
        assertEquals(option.substring(option.indexOf('=') + 1), value, option);
      }
      digests.add(String.valueOf(document.get("weightsSha256")));
      if (!plateau) { // which changes nothing within 3 epochs
        assertNotEquals(plain.get("weightsSha256"), document.get("weightsSha256"), "" + formula);
      }
    }
    assertEquals(OF_FORMULAS.size(), digests.size());
  }

  /** {@code weightDecay} of {@code weight-decay}. */
  private static String key(String option) {
    StringBuilder key = new StringBuilder();
    for (String word : option.split("-")) {
      key.append(
          key.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
    }
    return key.toString();
  }

  /** Each option alone changes its own value in the settings. */
  @Test
  void everyOptionIsToldAsItIsGiven() {
    Map<String, Object> standard =
        map(
            CommandRun.of("train", "--json", "--data", data, "--batch-size", "50")
                .done()
                .document(),
            "settings");
    Map<String, Object> told = map(CommandRun.of(others("train")).done().document(), "settings");
    for (RunSetting setting : RunSettings.WITH_OPTION) {
      String given = OTHER.getOrDefault(setting.option(), "");
      if (!given.isEmpty()) {
        String value = String.valueOf(told.get(setting.key()));
        assertEquals(setting.key().equals("hidden") ? "[6, 4]" : given, value, setting.key());
      }
    }
    for (String key : List.of("hidden", "seed", "normalize")) {
      assertNotEquals(standard.get(key), told.get(key));
    }
  }

  @Test
  void trainTellsItsSettings() throws IOException {
    Map<String, Object> settings =
        map(CommandRun.of(others("train")).done().document(), "settings");
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("hidden", List.of(6, 4));
    expected.put("learningRate", 0.002);
    expected.put("lrDecay", 0.5);
    expected.put("epochs", 3);
    expected.put("reg", 0.25);
    expected.put("batchSize", 8);
    expected.put("optimizer", "sgd");
    expected.put("activation", "tanh");
    expected.put("lossFunction", "svm");
    expected.put("weightScale", 0.1);
    expected.put("dropout", 0.25);
    expected.put("seed", -7);
    expected.put("init", "gaussian");
    expected.put("sampling", "replacement");
    expected.put("earlyStopping", 2);
    expected.put("warmupSteps", 5);
    expected.put("schedule", "constant");
    expected.put("monitor", "loss");
    expected.put("minDelta", 0.01);
    expected.put("classWeights", "balanced");
    expected.put("clipNorm", 0.5);
    expected.put("dataSha256", checksum(40, 9));
    expected.put("trainSize", 40);
    expected.put("validationSize", 9);
    expected.put("normalize", "standardize");
    expected.put("data", "tiny");
    expected.put("testSize", 4);
    expected.put("lanewiseVersion", Version.lanewise());
    expected.put("javaVersion", Runtime.version().toString());
    assertEquals(expected, settings);
  }

  /** A trial's settings are those that train tells for the same run. */
  @ParameterizedTest
  @ValueSource(strings = {"grid", "random", "halving"})
  void aTrialHasTheSettingsOfItsRun(String search) {
    List<String> args = others("grid");
    args.addAll(List.of("--search", search));
    if (!search.equals("grid")) {
      args.addAll(List.of("--trials", "1"));
    }
    Map<String, Object> document = CommandRun.of(args).done().document();
    Map<String, Object> told = map(CommandRun.of(others("train")).done().document(), "settings");
    Map<String, Object> trial = trials(document).getFirst();
    told.put("epochs", trial.get("epochs")); // of the rung where halving left it out
    assertEquals(told, map(trial, "settings"));
    assertEquals(told, map(map(document, "best"), "settings"));
  }

  @Test
  void withFoldsTheTrialTellsThemAndTheBestIsTrainedOnAllRows() throws IOException {
    List<String> args = others("grid");
    args.addAll(List.of("--folds", "3"));
    Map<String, Object> document = CommandRun.of(args).done().document();
    Map<String, Object> trial = map(trials(document).getFirst(), "settings");
    assertEquals(3, trial.get("folds"));
    assertEquals(-7, trial.get("foldSeed"));
    assertEquals(checksum(40, 9), trial.get("dataSha256"));
    Map<String, Object> best = map(document, "best");
    Map<String, Object> whole = map(best, "settings");
    assertFalse(whole.containsKey("folds") || whole.containsKey("foldSeed"));
    assertEquals(49, whole.get("trainSize"));
    assertEquals(0, whole.get("validationSize"));
    assertEquals(checksum(49, 0), whole.get("dataSha256"));
    assertEquals(best.get("bestEpoch"), whole.get("epochs"));
    assertEquals(0, whole.get("earlyStopping"));
    args.add("--no-refit");
    Map<String, Object> ranked = map(CommandRun.of(args).done().document(), "best");
    assertEquals(trial, map(ranked, "settings"), "without a model there is no other run");
  }

  private Map<String, String> configuration(Path model) throws IOException {
    try (Parallel parallel = new Parallel(1);
        Workspace workspace = new Workspace()) {
      return ModelFile.read(model, Backends.scalar(parallel), workspace).configuration();
    }
  }

  /** Under keys such as {@code lanewise.config.learning_rate}, from train and from grid alike. */
  @ParameterizedTest
  @ValueSource(strings = {"train", "grid"})
  void theModelFileHasThem(String command) throws IOException {
    Path model = temp.resolve("net.safetensors");
    List<String> args = others(command);
    args.addAll(List.of("--model", model.toString()));
    Map<String, Object> document = CommandRun.of(args).done().document();
    Map<String, String> configuration = configuration(model);
    Map<String, Object> settings =
        command.equals("train")
            ? map(document, "settings")
            : map(map(document, "best"), "settings");
    settings.put("hidden", "6-4");
    settings.forEach((key, value) -> {
      StringBuilder name = new StringBuilder();
      key.chars()
          .forEach(c ->
              name.append(
                  Character.isUpperCase(c)
                      ? "_" + (char) Character.toLowerCase(c)
                      : "" + (char) c));
      assertEquals(value.toString(), configuration.get(name.toString()), name.toString());
    });
    assertTrue(
        configuration
            .keySet()
            .containsAll(
                List.of("data", "data_sha256", "lanewise_version", "java_version", "best_epoch")));
  }

  @Test
  void theModelOfARefitHasThoseOfItsRunAndTheFolds() throws IOException {
    Path model = temp.resolve("net.safetensors");
    List<String> args = others("grid");
    args.addAll(List.of("--folds", "3", "--model", model.toString()));
    CommandRun.of(args).done();
    Map<String, String> configuration = configuration(model);
    assertEquals("3", configuration.get("folds"));
    assertEquals("49", configuration.get("train_size"));
    assertEquals("0", configuration.get("validation_size"));
    assertEquals(checksum(49, 0), configuration.get("data_sha256"));
    assertEquals(configuration.get("best_epoch"), configuration.get("epochs"));
  }

  /** New columns go to the end; scripts read by position too. */
  @Test
  void columnsOfResultsKeepTheirPlaces() throws IOException {
    Path csv = temp.resolve("trials.csv");
    List<String> args = others("grid");
    args.addAll(List.of("--results", csv.toString()));
    CommandRun.of(args).done();
    assertEquals(
        "trial,hidden,learningRate,lrDecay,epochs,reg,batchSize,optimizer,activation,lossFunction,"
            + "weightScale,dropout,seed,validationAccuracy,bestEpoch,weightsSha256,status,init,"
            + "sampling,earlyStopping,dataSha256,trainSize,validationSize,normalize,folds,halving,"
            + "data,testSize,foldSeed,lanewiseVersion,javaVersion,"
            + "warmupSteps,momentum,rho,beta1,beta2,epsilon,weightDecay,schedule,stepEpochs,"
            + "rateFactor,plateauPatience,scheduleEpochs,monitor,minDelta,labelSmoothing,"
            + "classWeights,clipNorm,validationLoss,crc32",
        Files.readAllLines(csv).getFirst());
    String row = Files.readAllLines(csv).get(1);
    assertTrue(
        row.contains(
            ",standardize,0,false,tiny,4,,"
                + Version.lanewise()
                + ","
                + Runtime.version().toString()
                + ",5,,,,,,,constant,,,,,loss,0.01,,balanced,0.5,"),
        row);
  }

  /** A setting is in every place by its line in the table: lists, ranges, results and the page. */
  @ParameterizedTest
  @ValueSource(strings = {"grid", "random"})
  void aSearchTriesWarmUpsAndTellsThem(String search) throws IOException {
    Path csv = temp.resolve("trials.csv");
    Path page = temp.resolve("trials.html");
    List<String> args =
        new ArrayList<>(List.of("grid", "--json", "--data", data, "--batch-size", "10"));
    args.addAll(List.of("--hidden", "5", "--learning-rate", "1e-3", "--reg", "0,0.1"));
    args.addAll(List.of("--epochs", "2", "--search", search, "--warmup-steps"));
    args.add(search.equals("grid") ? "0,7" : "1..900");
    args.addAll(List.of("--results", csv.toString(), "--report", page.toString()));
    List<Map<String, Object>> trials = trials(CommandRun.of(args).done().document());
    List<Object> warmups = new ArrayList<>();
    for (Map<String, Object> trial : trials) {
      warmups.add(map(trial, "settings").get("warmupSteps"));
      assertEquals(warmups.getLast(), trial.get("warmupSteps"));
    }
    if (search.equals("grid")) {
      assertEquals(List.of(0, 0, 7, 7), warmups, "slower than reg");
    } else {
      assertTrue(Set.copyOf(warmups).size() > 10, warmups::toString);
    }
    List<String> lines = Files.readAllLines(csv);
    int column = List.of(lines.getFirst().split(",")).indexOf("warmupSteps");
    List<String> told = lines.stream().skip(1).map(line -> line.split(",", -1)[column]).toList();
    assertEquals(
        warmups.stream().map(Object::toString).sorted().toList(), told.stream().sorted().toList());
    String html = Files.readString(page);
    assertTrue(html.contains("{\"key\":\"warmupSteps\",\"name\":\"warmup steps\""), "page");
    Object digest = trials.getLast().get("weightsSha256");
    List<String> alone = new ArrayList<>(List.of("train", "--json", "--data", data));
    alone.addAll(List.of("--batch-size", "10", "--hidden", "5", "--epochs", "2"));
    alone.addAll(List.of("--reg", String.valueOf(trials.getLast().get("reg"))));
    assertNotEquals(digest, CommandRun.of(alone).done().document().get("weightsSha256"));
    alone.addAll(List.of("--warmup-steps", String.valueOf(warmups.getLast())));
    assertEquals(digest, CommandRun.of(alone).done().document().get("weightsSha256"));
  }

  /** What changes no trained bit may differ when a search goes on. */
  @Test
  void aSearchGoesOnUnderAnotherNameOfItsData() throws IOException {
    Path csv = temp.resolve("trials.csv");
    List<String> args = others("grid");
    args.addAll(List.of("--results", csv.toString()));
    CommandRun.of(args).done();
    String written = Files.readString(csv);
    Path renamed = Files.move(Path.of(data), temp.resolve("renamed"));
    args.set(args.indexOf(data), renamed.toString());
    args.add("--resume");
    CommandRun.of(args).done();
    assertEquals(written, Files.readString(csv));
    assertFalse(RunSettings.JAVA_VERSION.isCompared() || RunSettings.LANEWISE_VERSION.isCompared());
  }
}
