/** An application with customers whose identity providers decide who its users are. */
import express from 'express';
import { forwardScim, receiveWebhooks } from 'rollcall/express';
import { page } from './page.ts';
import { listUsers, removeUser, saveUser, store } from './users.ts';

const { APP_URL, PORT = '3000', ROLLCALL_URL, ROLLCALL_WEBHOOK_SECRET } = process.env;

const app = express();

// Both read bodies themselves, so they come before express.json().
app.post(
	'/webhooks',
	receiveWebhooks({
		secret: ROLLCALL_WEBHOOK_SECRET,
		store,
		on: {
			'user.created': saveUser,
			'user.updated': saveUser,
			'user.deleted': removeUser,
		},
	}),
);
app.use('/api/scim', forwardScim({ url: ROLLCALL_URL, origin: APP_URL }));

app.use(express.json());
app.get('/', (_request, response) => {
	response.send(page(listUsers()));
});
app.get('/users', (_request, response) => {
	response.json(listUsers());
});

app.listen(Number(PORT), () => {
	console.log(`Users are listed at http://localhost:${PORT}`);
});
