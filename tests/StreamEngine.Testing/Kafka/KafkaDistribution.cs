using System.Diagnostics;

namespace StreamEngine.Testing.Kafka;

/// <summary>Apache Kafka as jars in a folder, and a Java that can run it.</summary>
/// <param name="Home">The folder that holds <c>libs/</c>.</param>
/// <param name="Java">The Java program.</param>
public sealed record KafkaDistribution(string Home, string Java)
{
    private const int OldestJava = 17;

    /// <summary>The distribution that <c>KAFKA_HOME</c> names, or the reason why there is none.</summary>
    public static KafkaDistribution? Find(out string reason)
    {
        reason = "KAFKA_HOME is not set";
        if (Environment.GetEnvironmentVariable("KAFKA_HOME") is not { Length: > 0 } home) return null;
        reason = "KAFKA_HOME has no jars in libs/";
        var libs = Path.Combine(home, "libs");
        if (!Directory.Exists(libs) || Directory.GetFiles(libs, "kafka-clients-*.jar").Length == 0) return null;
        var java = Environment.GetEnvironmentVariable("JAVA_HOME") is { Length: > 0 } javaHome
            ? Path.Combine(javaHome, "bin", "java") : "java";
        reason = $"no Java {OldestJava} or later for the Kafka of KAFKA_HOME";
        return JavaVersion(java) >= OldestJava ? new KafkaDistribution(Path.GetFullPath(home), java) : null;
    }

    /// <summary>Starts a class of the distribution.</summary>
    /// <param name="heapMb">Its heap in megabytes.</param>
    /// <param name="className">The class.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="logFile">Where its output goes.</param>
    public ServerProcess Start(int heapMb, string className, IEnumerable<string> arguments, string logFile)
    {
        string[] options =
        [
            $"-Xmx{heapMb}m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true",
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", Path.Combine(Home, "libs", "*"), className,
        ];
        return ServerProcess.Start(Java, options.Concat(arguments), logFile);
    }

    private static int JavaVersion(string java)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(java, "-version") { RedirectStandardError = true });
            var text = process!.StandardError.ReadToEnd();
            process.WaitForExit();
            var quoted = text.Split('"');
            return quoted.Length > 1 && int.TryParse(quoted[1].Split('.', '-')[0], out var version) ? version : 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return 0;
        }
    }
}
