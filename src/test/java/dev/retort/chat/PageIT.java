package dev.retort.chat;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.retort.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.retort.accounts.Invitations;
import dev.retort.local.StackResource;
import dev.retort.security.Secrets;
import dev.retort.serving.LiveModel;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The chat page in a real browser. Skipped only where there is no {@code chromium} on the PATH. */
@QuarkusTest
@QuarkusTestResource(StackResource.class)
class PageIT {
    private static Optional<Playwright> playwright = Optional.empty();
    private static Optional<Browser> browser = Optional.empty();

    @TestHTTPResource
    URI http;

    @Inject
    ServedModel served;

    @Inject
    LiveModel live;

    @Inject
    Secrets secrets;

    @Inject
    Pool database;

    private final List<String> complaints = new ArrayList<>();
    private BrowserContext context;
    private Page page;

    @BeforeEach
    void aBrowser() {
        Optional<Path> chromium = Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(folder -> Path.of(folder, "chromium"))
                .filter(Files::isExecutable).findFirst();
        Assumptions.assumeTrue(chromium.isPresent(), "chromium is not on the PATH");
        served.await();
        if (browser.isEmpty()) {
            Playwright started = Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
            playwright = Optional.of(started);
            browser = Optional
                    .of(started.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(chromium.get()).setHeadless(true)
                            .setChromiumSandbox(false).setArgs(List.of("--disable-dev-shm-usage", "--disable-gpu",
                                    // a page that the test makes up counts as one of the internet, and this server is on the same machine
                                    "--disable-features=LocalNetworkAccessChecks"))));
        }
        context = browser.get().newContext(new Browser.NewContextOptions().setViewportSize(900, 760));
        page = context.newPage();
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.type().equals("warning")) {
                complaints.add(message.text());
            }
        });
        page.onResponse(response -> {
            if (response.status() >= 400) {
                complaints.add(response.status() + " " + response.url());
            }
        });
    }

    @AfterEach
    void nothingToComplainAbout() {
        if (context != null) {
            context.close();
            assertThat(complaints).isEmpty();
        }
    }

    @AfterAll
    static void end() {
        playwright.ifPresent(Playwright::close);
    }

    @Test
    void aVisitorChatsFlagsAndCorrects() {
        open("/");
        assertThat(page.locator("#who")).hasText("Visitor");
        say("Hello");

        Locator reply = page.locator(".turn.assistant").last();
        assertThat(reply.locator(".facts")).containsText(live.current().orElseThrow().version());
        String text = reply.locator(".bubble").textContent();
        assertThat(text).isNotEmpty();

        button(reply, "Flag").click();
        reply.getByLabel("What is wrong with this reply?").selectOption("off-topic");
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "page-flag.png")));
        button(reply, "Send flag").click();
        assertThat(reply.locator(".thanks")).hasText("Thank you. It counts after a review.");

        button(reply, "Correct").click();
        Locator better = reply.getByLabel("What should the reply have been?");
        assertThat(better).hasValue(text);
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "page-correct.png")));
        better.fill("Hi there");
        button(reply, "Send correction").click();
        assertThat(reply.locator("form")).hasCount(0);
        assertThat(reply.locator(".thanks")).hasText("Thank you. It counts after a review.");

        say("Thanks");
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "page-visitor.png")));
    }

    @Test
    void anAgentsCorrectionCountsAtOnce() {
        open("/login?token=" + secrets.loginToken());
        assertThat(page).hasURL(http.toString());
        assertThat(page.locator("#who")).hasText("Agent");
        say("Hello");

        Locator reply = page.locator(".turn.assistant").last();
        button(reply, "Good").click();
        assertThat(reply.locator(".thanks")).hasText("Thank you. It counts at once.");
    }

    @Test
    void theFirstAdminMakesAnAccountSignsOutAndInAgain() {
        try {
            page.navigate(http.resolve("/invitation.html#" + secrets.derived(Invitations.FIRST_ADMIN)).toString());
            assertThat(page).hasURL(http.resolve("/invitation.html").toString());
            fitsEverywhere("invitation");
            signIn("Ada", "Make the account");
            page.locator("#who").click();
            assertThat(page.locator("#signed-in strong")).hasText("ada");
            page.getByText("Sign out everywhere").click();
            assertThat(page.locator("#form")).isVisible();
            fitsEverywhere("sign-in");
            signIn("ada", "Sign in");
        } finally {
            database.query("truncate account, invitation, sign_in_failure cascade").execute().await().indefinitely();
        }
    }

    /** Takes pictures of the page on a phone and a desk, by day and by night. */
    private void fitsEverywhere(String name) {
        for (int width : new int[]{390, 1280}) {
            page.setViewportSize(width, 800);
            for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth")).isEqualTo(true);
                Path picture = Path.of("target", "page-%s-%d-%s.png".formatted(name, width, scheme.name().toLowerCase(Locale.ROOT)));
                page.screenshot(new Page.ScreenshotOptions().setPath(picture).setFullPage(true));
            }
        }
    }

    private void signIn(String name, String button) {
        page.getByLabel("Name").fill(name);
        page.getByLabel("Password").fill("correct horse battery");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button)).click();
        assertThat(page.locator("#who")).hasText("Agent");
    }

    @Test
    void anAgentSeesWhatIsLearnedAndKeepsTheShopsOwnAddress() {
        String address = "desk" + UUID.randomUUID().toString().substring(0, 8) + "@shop.example";
        open("/login?token=" + secrets.loginToken());
        assertThat(page.locator("#who")).hasText("Agent");
        say("Hello");

        Locator reply = page.locator(".turn.assistant").last();
        button(reply, "Correct").click();
        reply.getByLabel("What should the reply have been?").fill("Write to " + address);
        assertThat(reply.locator(".learned")).containsText("Learned as: Write to [email]");
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "page-learned.png")));
        button(reply, address + " is our own address: learn it from now on").click();
        assertThat(reply.locator(".learned")).hasText("It is learned as it is written.");
        button(reply, "Send correction").click();
        assertThat(reply.locator(".thanks")).hasText("Thank you. It counts at once.");
    }

    @Test
    void feedbackThatIsRefusedSaysWhyAndCanBeChanged() {
        open("/");
        say("Hello");
        Locator reply = page.locator(".turn.assistant").last();
        button(reply, "Correct").click();
        reply.getByLabel("What should the reply have been?").fill("word ".repeat(100));
        button(reply, "Send correction").click();

        assertThat(reply.locator(".problem")).containsText("fit the model beside the message");
        assertThat(reply.getByLabel("What should the reply have been?")).isVisible();
    }

    @Test
    void aMessageThatIsRefusedComesBackToBeChanged() {
        open("/");
        page.locator("#text").fill("word ".repeat(100));
        page.keyboard().press("Enter");

        assertThat(page.locator(".notice")).containsText("at most");
        assertThat(page.locator("#text")).hasValue("word ".repeat(100));
        assertThat(page.locator(".turn")).hasCount(0);
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "page-refused.png")));
        page.locator("#text").fill("");
        say("Hi");
    }

    @Test
    void markupIsShownAsItWasTyped() {
        open("/");
        String markup = "<b id=x>a</b>";
        say(markup);

        assertThat(page.locator(".turn.user .bubble").last()).hasText(markup);
        assertThat(page.locator("#x")).hasCount(0);
    }

    @Test
    void aReloadAndALostConnectionGoOnWithTheConversation() {
        page.addInitScript(
                "const W = WebSocket; window.sockets = []; window.WebSocket = class extends W { constructor(u) { super(u); sockets.push(this); } };");
        open("/");
        say("Hello");
        String text = page.locator(".turn.assistant .bubble").textContent();

        page.reload();
        assertThat(page.locator(".turn.assistant .bubble")).hasText(text);
        page.evaluate("sockets.at(-1).close()");
        assertThat(page.locator("#connection")).hasText("Connected");
        await().pollInSameThread() // the page's policy forbids the eval of waitForFunction
                .until(() -> page.evaluate("sockets.length > 1 && sockets.at(-1).readyState === 1").equals(true));
        assertThat(page.locator(".turn")).hasCount(2);
        say("Hello again");
        assertThat(page.locator(".turn")).hasCount(4);
    }

    @Test
    void aMessageThatWasLostOnTheWayIsSentAgain() {
        boolean[] lost = new boolean[1];
        page.routeWebSocket(Pattern.compile("/chat"), browserSide -> {
            WebSocketRoute server = browserSide.connectToServer();
            browserSide.onMessage(frame -> {
                if (lost[0]) {
                    server.send(frame.text());
                } else {
                    lost[0] = true;
                    browserSide.close(new WebSocketRoute.CloseOptions().setCode(3000).setReason("lost"));
                    server.close(new WebSocketRoute.CloseOptions().setCode(3000).setReason("lost"));
                }
            });
        });
        open("/");
        say("Hello");

        assertThat(lost[0]).isTrue();
        assertThat(page.locator(".turn")).hasCount(2);
    }

    @Test
    void stopCancelsTheReplyThatIsBeingWritten() {
        List<String> sent = new ArrayList<>();
        List<String> held = new ArrayList<>();
        page.routeWebSocket(Pattern.compile("/chat"), browserSide -> {
            WebSocketRoute server = browserSide.connectToServer();
            server.onMessage(frame -> {
                if (frame.text().contains("\"response.done\"")) {
                    held.add(frame.text()); // as if the model took longer
                } else {
                    browserSide.send(frame.text());
                }
            });
            browserSide.onMessage(frame -> {
                sent.add(frame.text());
                server.send(frame.text());
                if (frame.text().contains("\"cancel\"")) {
                    page.waitForCondition(() -> !held.isEmpty());
                    held.forEach(browserSide::send);
                }
            });
        });
        open("/");
        page.locator("#text").fill("Hello");
        page.keyboard().press("Enter");
        assertThat(page.locator(".turn.assistant.writing")).isVisible();
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "page-writing.png")));
        page.locator("#cancel").click();

        assertThat(page.locator(".turn.assistant.writing")).hasCount(0);
        assertThat(page.locator("#send")).isVisible();
        assertThat(sent.get(sent.size() - 1)).contains("\"type\":\"cancel\"", "\"exchangeId\"");
    }

    @Test
    void aNewConversationStartsEmpty() {
        open("/");
        say("Hello");
        page.locator("#fresh").click();
        assertThat(page.locator(".turn")).hasCount(0);
        say("Hello");
        assertThat(page.locator(".turn")).hasCount(2);
    }

    /** The page as a proxy shows it that has it under a path of its own. */
    @Test
    void underAnotherPathThePageItsPartsAndTheSocketWork() throws IOException {
        try (PrefixProxy proxy = new PrefixProxy(http, "/help/bot")) {
            page.navigate(proxy.address().toString());
            assertThat(page.locator("#connection")).hasText("Connected");
            say("Hello");
            assertThat(context.cookies()).extracting(cookie -> cookie.path).containsExactly("/help/bot/");

            page.navigate(proxy.address().resolve("login?token=" + secrets.loginToken()).toString());
            assertThat(page).hasURL(proxy.address().toString());
            assertThat(page.locator("#who")).hasText("Agent");
            assertThat(page.locator("#connection")).hasText("Connected");
        }
    }

    /** A page that lies elsewhere and is allowed: it keeps its visitor itself. */
    @Test
    void aPageOfAnotherSiteChatsAndComesBackAsTheSameVisitor() {
        page.route("http://localhost:3000/**",
                route -> route.fulfill(new Route.FulfillOptions().setContentType("text/html").setBody("<p>a shop")));
        page.navigate("http://localhost:3000/");

        Object first = page.evaluate("""
                async server => {
                  const answer = await fetch(server + 'api/me');
                  const token = answer.headers.get('Retort-Visitor-Token');
                  const again = await fetch(server + 'api/me', { headers: { Authorization: 'Bearer ' + token } });
                  const refused = await fetch(server + 'v1/nowhere', { headers: { Authorization: 'Bearer ' + token } });
                  const opened = await new Promise((done, failed) => {
                    const socket = new WebSocket(server.replace('http', 'ws') + 'chat', ['retort', 'bearer.' + token]);
                    socket.onmessage = ({ data }) => { socket.close(); done(JSON.parse(data)); };
                    socket.onerror = failed;
                  });
                  return [(await answer.json()).id === (await again.json()).id, (await refused.json()).error.type, opened.type,
                    'visitorToken' in opened].join(' ');
                }""", http.toString());

        assertThat(first).isEqualTo("true invalid_request_error conversation.created false");
        complaints.removeIf(complaint -> complaint.contains("404"));
    }

    @Test
    void aRecalledReplySaysWhoseWordsItIsAndNotWhatTheModelNeededForItsOwn() {
        page.setViewportSize(360, 640);
        page.routeWebSocket(Pattern.compile("/chat"), browserSide -> {
            WebSocketRoute server = browserSide.connectToServer();
            server.onMessage(frame -> browserSide.send(frame.text().contains("\"response.done\"")
                    ? frame.text().replaceFirst("\\{", "{\"recalled\":\"ex-1\",")
                    : frame.text()));
            browserSide.onMessage(frame -> server.send(frame.text()));
        });
        open("/");
        say("Hello");
        Locator facts = page.locator(".turn.assistant .facts").last();
        assertThat(facts.locator(".source")).hasText("from a correction by an agent");
        assertThat(facts).not().containsText("tokens in");
        assertThat(facts).not().containsText("version");
        assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth")).isEqualTo(true);
    }

    @Test
    void thePageFitsAPhone() {
        page.setViewportSize(360, 640);
        open("/");
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "page-welcome-phone.png")));
        say("Hello");
        page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "page-phone.png")));

        assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth")).isEqualTo(true);
        assertThat(page.locator("#text")).isInViewport();
    }

    private void open(String path) {
        page.navigate(http.resolve(path).toString());
        assertThat(page.locator("#connection")).hasText("Connected");
    }

    private void say(String text) {
        int replies = page.locator(".turn.assistant .judge").count();
        page.locator("#text").fill(text);
        page.keyboard().press("Enter");
        assertThat(page.locator(".turn.assistant .judge")).hasCount(replies + 1);
    }

    private static Locator button(Locator inside, String name) {
        return inside.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
    }
}
