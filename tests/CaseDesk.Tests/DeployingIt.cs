using System.Diagnostics;
using System.Net.Http.Json;
using System.Reflection;
using System.Text.RegularExpressions;
using CaseDesk.Verbs;
using YamlDotNet.RepresentationModel;

namespace CaseDesk.Tests;

/// <summary>
/// docker-compose.yml and its Dockerfile, read as an engine reads them: each service has no more rights than it needs, and whatever they name is there.
/// And what the program must be able to do for them: secrets as files, a proxy in front, a health check without a shell.
/// </summary>
public sealed partial class DeployingIt : IAsyncLifetime
{
    private static readonly string Root = House.Root;
    private static readonly string Dockerfile = File.ReadAllText(Path.Combine(Root, "Dockerfile"));
    private static readonly YamlNode Compose = Load();
    private readonly CaseDeskApp app = new() { Settings = { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["CaseDesk__TrustedProxies__0"] = "127.0.0.1/32" } };

    public static TheoryData<string> Services => [.. Keys(At(Compose, "services"))];

    private static IEnumerable<string> OfTheDesk => Services.Select(s => s.Data).Where(service => Text(Service(service), "image") == "casedesk");

    [Theory]
    [MemberData(nameof(Services))]
    public void Fences_every_service(string name)
    {
        var service = Service(name);

        Assert.Equal("true", Text(service, "read_only"));
        Assert.Equal(["ALL"], Texts(At(service, "cap_drop")));
        Assert.Null(At(service, "cap_add"));
        Assert.Null(At(service, "privileged"));
        Assert.Equal(["no-new-privileges:true"], Texts(At(service, "security_opt")));
        Assert.Matches("^[1-9][0-9]*:[1-9][0-9]*$", Text(service, "user"));
        var limits = At(At(At(service, "deploy"), "resources"), "limits");
        Assert.Superset(new HashSet<string> { "cpus", "memory", "pids" }, Keys(limits).ToHashSet());
        // Modern Compose refuses a file that says it in both places.
        Assert.Null(At(service, "pids_limit"));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Knows_whether_every_service_is_well(string name)
    {
        var health = At(Service(name), "healthcheck");

        if (Text(health, "disable") != "true")
        {
            Assert.NotEmpty(Texts(At(health, "test")));
            return;
        }
        // What runs once is well when it has ended well, and somebody waits for that.
        Assert.Equal("no", Text(Service(name), "restart"));
        Assert.Contains(Services, other => Text(At(At(Service(other.Data), "depends_on"), name), "condition") == "service_completed_successfully");
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Keeps_secrets_out_of_the_environment(string name)
    {
        foreach (var (variable, value) in Environment(Service(name)))
        {
            Assert.False(variable.Contains("Password", StringComparison.OrdinalIgnoreCase) && !variable.EndsWith("_FILE", StringComparison.Ordinal), $"{name} has {variable} in its environment.");
            Assert.DoesNotContain("Password", value, StringComparison.OrdinalIgnoreCase);
        }
        var known = Keys(At(Compose, "secrets")).ToHashSet();
        Assert.All(Secrets(name), secret => Assert.Contains(secret.Source, known));
    }

    [Fact]
    public void Gives_each_service_the_secrets_of_its_own_work_only()
    {
        Assert.Equal(["database-worker", "ledger.seed"], Secrets("worker").Select(s => s.Source).Order());
        Assert.Equal(["database-owner"], Secrets("migrate").Select(s => s.Source));
        Assert.Equal(["tls.pem"], Secrets("proxy").Select(s => s.Source));
        Assert.All(Secrets("db"), secret => Assert.StartsWith("database-", secret.Source, StringComparison.Ordinal));
        Assert.DoesNotContain(Secrets("web"), secret => secret.Source is "database-owner" or "database-admin" or "database-worker" or "tls.pem");
    }

    [Fact]
    public void Names_only_options_files_and_verbs_that_there_are()
    {
        var help = new StringWriter();
        Help.Show(help, 0);
        foreach (var name in OfTheDesk)
        {
            var service = Service(name);
            var environment = Environment(service).ToDictionary();
            Assert.All(environment.Keys.Concat(Secrets(name).Select(s => s.Target)).Where(v => v.StartsWith("CaseDesk__", StringComparison.Ordinal)), variable => Assert.True(IsOption(variable), $"CaseDeskOptions has no {variable}."));
            Assert.All(environment.Values.Where(v => v.StartsWith("/run/secrets/", StringComparison.Ordinal)), file => Assert.Contains(Path.GetFileName(file), Secrets(name).Select(s => s.Target)));
            Assert.Contains($"  {Texts(At(service, "command")).Single()} ", help.ToString(), StringComparison.Ordinal);
            Assert.Equal(Regex.Match(Dockerfile, "^USER (.*)$", RegexOptions.Multiline).Groups[1].Value, Text(service, "user"));
            if (At(At(service, "healthcheck"), "test") is { } test) Assert.Equal(["CMD", "dotnet", "CaseDesk.dll", "health", "http://127.0.0.1:8080/health"], Texts(test));
        }
        Assert.All(OptionsInDockerfile().Matches(Dockerfile), option => Assert.True(IsOption(option.Value), option.Value));
        Assert.All(Services.SelectMany(s => Texts(At(Service(s.Data), "volumes"))).Where(v => v.StartsWith("./deploy/", StringComparison.Ordinal)), file => Assert.True(File.Exists(Path.Combine(Root, file.Split(':')[0]))));
    }

    [Fact]
    public void Builds_from_what_is_in_the_repository_and_nothing_private()
    {
        var kept = File.ReadLines(Path.Combine(Root, ".dockerignore")).Where(line => line.StartsWith('!')).Select(line => line[1..]).ToList();
        Assert.All(kept, name => Assert.True(Path.Exists(Path.Combine(Root, name)), name));
        var project = Regex.Match(Dockerfile, "dotnet publish (\\S+)").Groups[1].Value;
        Assert.True(File.Exists(Path.Combine(Root, project, "CaseDesk.csproj")));
        Assert.Equal("*", File.ReadLines(Path.Combine(Root, ".dockerignore")).First(line => line.Length > 0 && line[0] != '#'));
        Assert.DoesNotContain("secrets", kept);
    }

    [Fact]
    public void Lets_only_the_proxy_speak_to_the_outside_and_believes_nobody_else_of_the_client()
    {
        var proxy = Text(At(At(Service("proxy"), "networks"), "front"), "ipv4_address");
        var range = System.Net.IPNetwork.Parse(Text(At(At(At(At(Compose, "networks"), "front"), "ipam"), "config")![0], "ip_range"));

        Assert.Equal(proxy + "/32", Environment(Service("web")).ToDictionary()["CaseDesk__TrustedProxies__0"]);
        // A container that takes any address cannot take the proxy's.
        Assert.False(range.Contains(System.Net.IPAddress.Parse(proxy)));
        Assert.Equal(["proxy"], Services.Select(s => s.Data).Where(s => At(Service(s), "ports") is not null));
        foreach (var service in Services.Select(s => s.Data).Where(s => s != "proxy"))
            Assert.All(Texts(At(Service(service), "networks")), network => Assert.Equal("true", Text(At(At(Compose, "networks"), network), "internal")));
        Assert.DoesNotContain("front", Texts(At(Service("db"), "networks")));
    }

    [Fact]
    public async Task Prepares_what_is_mounted_and_a_desk_starts_on_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/openssl"), "deploy/prepare needs bash and openssl.");
        var place = Directory.CreateDirectory(Path.Combine(app.Directory, "place", "deploy")).Parent!.FullName;
        File.Copy(Path.Combine(Root, "deploy", "prepare"), Path.Combine(place, "deploy", "prepare"));

        Assert.Equal(0, await Prepare(place));
        var seed = await File.ReadAllBytesAsync(Path.Combine(place, "secrets", "ledger.seed"), TestContext.Current.CancellationToken);
        Assert.Equal(0, await Prepare(place));

        Assert.Equal(seed, await File.ReadAllBytesAsync(Path.Combine(place, "secrets", "ledger.seed"), TestContext.Current.CancellationToken));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.Combine(place, "secrets")));
        var secrets = At(Compose, "secrets");
        Assert.All(Keys(secrets).Select(secret => Text(At(secrets, secret), "file")), file => Assert.True(File.Exists(Path.Combine(place, file)), file));
        Assert.All(Services.SelectMany(s => Texts(At(Service(s.Data), "volumes"))).Where(v => v.StartsWith('.') && !v.StartsWith("./deploy/", StringComparison.Ordinal)), v => Assert.True(Directory.Exists(Path.Combine(place, v.Split(':')[0])), v));
        foreach (var (source, target) in Secrets("web").Where(s => s.Source != "database-web")) File.Copy(Path.Combine(place, "secrets", source), Path.Combine(Mounted, target));
        foreach (var (variable, value) in Environment(Service("web")).Where(v => v.Value.StartsWith("/run/secrets/", StringComparison.Ordinal))) app.Settings[variable] = value.Replace("/run/secrets", Mounted, StringComparison.Ordinal);
        await app.Start();
        Assert.Contains("desk.example/ledger", await File.ReadAllTextAsync(Path.Combine(place, ".env"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_a_secret_from_its_file_before_the_environment()
    {
        await File.WriteAllTextAsync(Path.Combine(Mounted, "CaseDesk__Database__Provider"), "Oracle\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(Mounted, "ASPNETCORE_URLS"), "not an option of the desk", TestContext.Current.CancellationToken);
        app.Settings["CaseDesk__Database__Provider"] = "Sqlite";

        var (code, said) = await app.Run([]);

        Assert.Equal((1, "CaseDesk:Database:Provider is \"Oracle\"; it is Sqlite or PostgreSql.\n"), (code, said));
    }

    [Fact]
    public async Task Believes_the_proxy_that_is_named()
    {
        await app.Start();
        using var plain = app.Stranger();
        using var proxied = Through(app);

        using var refused = await plain.GetAsync(Page, TestContext.Current.CancellationToken);
        using var page = await proxied.GetAsync(Page, TestContext.Current.CancellationToken);
        using var wrong = await proxied.PostAsJsonAsync("/api/v1/tokens", new { email = "nobody@courier.example", password = "not the password of it" }, TestContext.Current.CancellationToken);

        Assert.Equal(421, (int)refused.StatusCode);
        Assert.False(refused.Headers.Contains("Strict-Transport-Security"));
        Assert.Equal(200, (int)page.StatusCode);
        Assert.Equal("max-age=31536000; includeSubDomains", page.Headers.GetValues("Strict-Transport-Security").Single());
        Assert.Contains("; secure", page.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
        Assert.Equal(401, (int)wrong.StatusCode);
        await app.Stop();
        Assert.Equal("203.0.113.7", await AddressOfTheStranger());
    }

    [Fact]
    public async Task Signs_in_over_https_with_a_cookie_that_no_other_host_can_set()
    {
        Assert.Equal(0, (await app.Run(["users", "add", "--email", "first@courier.example", "--name", "First", "--role", "clerk"], CaseDeskApp.Password + "\n")).ExitCode);
        await app.Start();
        using var proxied = Through(app);
        using var page = await proxied.GetAsync(Page, TestContext.Current.CancellationToken);
        proxied.DefaultRequestHeaders.Add("Cookie", page.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        var field = Regex.Match(await page.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), "name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)").Groups[1].Value;
        using var form = new FormUrlEncodedContent([new("Email", "first@courier.example"), new("Password", CaseDeskApp.Password), new("__RequestVerificationToken", field)]);

        using var answer = await proxied.PostAsync(Page, form, TestContext.Current.CancellationToken);

        Assert.Equal(302, (int)answer.StatusCode);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("__Host-CaseDesk=", StringComparison.Ordinal));
        Assert.Contains("; secure; samesite=strict; httponly", cookie, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Believes_no_neighbour_that_is_not_named()
    {
        app.Settings["CaseDesk__TrustedProxies__0"] = "10.1.2.3/32";
        await app.Start();
        using var neighbour = Through(app);

        using var answer = await neighbour.GetAsync(Page, TestContext.Current.CancellationToken);

        Assert.Equal(421, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Asks_itself_whether_it_is_well()
    {
        await app.Start();

        var (well, said) = await app.Run(["health", new Uri(app.Address, "/health").ToString()]);
        var (lives, _) = await app.Run(["health", new Uri(app.Address, "/health/live").ToString()]);
        var (wrong, _) = await app.Run(["health", new Uri(app.Address, "/nothing").ToString()]);
        await app.Kill();
        var (gone, _) = await app.Run(["health", new Uri(app.Address, "/health").ToString()]);
        var (usage, _) = await app.Run(["health", "file:///etc/passwd"]);

        Assert.Equal((0, "200 OK\n", 0, 1, 1, 2), (well, said, lives, wrong, gone, usage));
    }

    private static Uri Page => new("/account/sign-in", UriKind.Relative);

    private string Mounted => Path.Combine(app.Directory, "run-secrets");

    /// <summary>What a proxy on the loopback would send for a client at an address of its own.</summary>
    private static HttpClient Through(CaseDeskApp app)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = app.Address };
        client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        return client;
    }

    /// <summary>Personal, hence not in the entry itself but in what opens its commitment.</summary>
    private async Task<string?> AddressOfTheStranger()
    {
        await using var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(app.Data, "casedesk.db")};Pooling=False");
        await database.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = database.CreateCommand();
        command.CommandText = "SELECT Value FROM LedgerOpenings WHERE Field = 'address'";
        return (string?)await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<int> Prepare(string place)
    {
        using var run = Process.Start(new ProcessStartInfo("bash", [Path.Combine(place, "deploy", "prepare"), "desk.example"]) { RedirectStandardOutput = true })!;
        await run.StandardOutput.ReadToEndAsync();
        await run.WaitForExitAsync();
        return run.ExitCode;
    }

    private static YamlNode Load()
    {
        var yaml = new YamlStream();
        using var text = File.OpenText(Path.Combine(Root, "docker-compose.yml"));
        yaml.Load(text);
        return yaml.Documents.Single().RootNode;
    }

    private static YamlNode Service(string name) => At(At(Compose, "services"), name)!;

    /// <summary>A key of a mapping, or of what is merged into it.</summary>
    private static YamlNode? At(YamlNode? node, string key) => node is not YamlMappingNode map ? null
        : map.Children.TryGetValue(key, out var own) ? own
        : map.Children.TryGetValue("<<", out var merged) ? At(merged, key) : null;

    private static IEnumerable<string> Keys(YamlNode? node) => node is not YamlMappingNode map ? []
        : map.Children.SelectMany(child => child.Key.ToString() == "<<" ? Keys(child.Value) : [child.Key.ToString()]).Distinct();

    private static string Text(YamlNode? node, string key) => At(node, key)?.ToString() ?? "";

    private static IEnumerable<string> Texts(YamlNode? node) => node is YamlSequenceNode list ? list.Select(child => child.ToString()) : Keys(node);

    private static IEnumerable<KeyValuePair<string, string>> Environment(YamlNode service) => Keys(At(service, "environment")).Select(name => KeyValuePair.Create(name, Default(Text(At(service, "environment"), name))));

    /// <summary>What Compose puts in where <c>.env</c> says nothing; a secret's place where it would be named.</summary>
    private static string Default(string value) => Regex.Replace(value, "\\$\\{[A-Z_]+(:-([^}]*)|:\\?[^}]*)?\\}", "$2");

    private static IEnumerable<(string Source, string Target)> Secrets(string service) => At(Service(service), "secrets") is not YamlSequenceNode list ? []
        : list.Select(secret => secret is YamlScalarNode name ? (name.Value!, name.Value!) : (Text(secret, "source"), Text(secret, "target")));

    private static bool IsOption(string variable)
    {
        var type = typeof(CaseDeskOptions);
        foreach (var part in variable.Split("__").Skip(1))
        {
            if (int.TryParse(part, out _) && type == typeof(IReadOnlyList<string>)) type = typeof(string);
            else if (type.GetProperty(part, BindingFlags.Public | BindingFlags.Instance) is { } property) type = property.PropertyType;
            else return false;
        }
        return true;
    }

    public ValueTask InitializeAsync()
    {
        app.Settings["CaseDesk__SecretsDirectory"] = Directory.CreateDirectory(Mounted).FullName;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [GeneratedRegex("CaseDesk__[A-Za-z_]+")]
    private static partial Regex OptionsInDockerfile();
}
