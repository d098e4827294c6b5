// Ways in which Express, 4 or 5, of the folder EXPRESS gives routes and mounts routers.
const express = require(process.env.EXPRESS);

const answer = (_request, response) => response.end();
const pass = (_request, _response, next) => next();

const users = express.Router();
users.use(pass);
users.get("/", answer);
users.get("/:id", pass, answer);
users.route("/:id/orders/:order").get(answer).post(answer);
users.get("/:id/broken", () => {
  throw new Error("broken");
});

const empty = express.Router();
empty.get("/never", answer);

const shop = express.Router({ mergeParams: true });
shop.use("/users/", users);
shop.get(["/sale", "/offers"], answer);

const inner = express();
inner.get("/status/:part", answer);

const app = express();
app.use(pass);
app.use("/api", pass, empty);
app.use("/api", users);
app.use("/shops/:shop", [pass, empty], shop);
app.use(["/old", "/older"], users);
app.use("/inner", inner);
app.get("/", answer);
app.get(/^\/files\/.*\.txt$/, answer);
app.use((error, _request, response, _next) => {
  response.statusCode = 500;
  response.end(error.message);
});
app.use(pass);

const server = app.listen(0, "127.0.0.1", () => console.log(`ready http://127.0.0.1:${server.address().port}`));
